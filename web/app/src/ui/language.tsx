import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { type Catalogue, isLanguage, type Language, preferredLanguage, type Translate, translator } from '../core/i18n.ts'

export interface Speech {
  language: Language
  setLanguage: (language: Language) => void
  t: Translate
}

const Context = createContext<Speech | undefined>(undefined)
const remembered = 'shanyraq.language'

export const useSpeech = (): Speech => {
  const speech = useContext(Context)
  if (!speech) throw new Error('useSpeech needs <Speaking> above it')
  return speech
}

/** The language chosen on this device, else the browser's, else the first one. */
export function startLanguage(): Language {
  const kept = localStorage.getItem(remembered)
  return isLanguage(kept) ? kept : preferredLanguage()
}

/** Gives the texts to everything below. `load` brings one language's catalogue; only the one in use is read. */
export function Speaking({ load, children }: { load: (language: Language) => Promise<Catalogue>; children: ReactNode }) {
  const [wanted, setWanted] = useState(startLanguage)
  const [speech, setSpeech] = useState<Speech>()
  useEffect(() => {
    let current = true
    void load(wanted).then((catalogue) => {
      if (!current) return
      document.documentElement.lang = wanted
      setSpeech({ language: wanted, setLanguage: choose, t: translator(wanted, catalogue) })
    })
    return () => void (current = false)
  }, [wanted, load])

  function choose(language: Language) {
    localStorage.setItem(remembered, language)
    setWanted(language)
  }

  return speech && <Context value={speech}>{children}</Context>
}

/**
 * Adds the catalogue of a part that is loaded late, so that the first screen need not carry its texts. `load` must be
 * the same function every time. What the part does not say itself is said by the catalogue above.
 */
export function MoreTexts({ load, children }: { load: (language: Language) => Promise<Catalogue>; children: ReactNode }) {
  const outer = useSpeech()
  const [inner, setInner] = useState<Translate>()
  const { language } = outer
  useEffect(() => {
    let current = true
    void load(language).then((catalogue) => current && setInner(() => translator(language, catalogue)))
    return () => void (current = false)
  }, [language, load])

  const t: Translate = (key, values) => {
    const text = inner!(key, values)
    return text === key ? outer.t(key, values) : text
  }
  return inner && <Context value={{ ...outer, t }}>{children}</Context>
}
