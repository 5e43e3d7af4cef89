import { use } from 'react'
import { type Catalogue, type Language, type Translate, translator } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'

const catalogues = import.meta.glob<Catalogue>('../../locales/*/aside.json', { import: 'default' })
const read = new Map<Language, Promise<Translate>>()

/**
 * The texts of what stands aside of the list: photos, questions, people, handing over. They are read when one of these
 * is opened, so that the list opens without them; the component waits in its <Suspense>.
 */
export function useAside(): { t: Translate; language: Language } {
  const { language } = useSpeech()
  let words = read.get(language)
  if (!words) read.set(language, (words = catalogues[`../../locales/${language}/aside.json`]!().then((catalogue) => translator(language, catalogue))))
  return { t: use(words), language }
}
