import { use } from 'react'
import { type Catalogue, type Language, type Translate, translator } from '../core/i18n.ts'
import { useSpeech } from './language.tsx'

/**
 * Texts of something that is seldom shown, read when it is: the first screen opens without them, and the component waits
 * in its <Suspense>.
 */
export function lateTexts(load: (language: Language) => Promise<Catalogue>): () => { t: Translate; language: Language } {
  const read = new Map<Language, Promise<Translate>>()
  return function useTexts() {
    const { language } = useSpeech()
    let words = read.get(language)
    if (!words) read.set(language, (words = load(language).then((catalogue) => translator(language, catalogue))))
    return { t: use(words), language }
  }
}
