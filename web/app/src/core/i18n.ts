import { about, type Language, languages, official } from './languages.ts'
import { contained } from './text.ts'

export { type Language, languages, official }

/** Reads i18next-v4 JSON catalogues: nested keys, {{values}}, plural suffixes by Intl.PluralRules. Nothing more: people typed some of the values, so their directions end with them. */

export interface Catalogue {
  readonly [key: string]: string | Catalogue
}
export type Values = Readonly<Record<string, string | number>>
export type Translate = (key: string, values?: Values) => string

/** Values that name a thing and are not grouped: № 11200, but 11 200 предложений. */
export const namesOfThings: ReadonlySet<string> = new Set(['number', 'line', 'edition', 'yurt', 'year', 'day', 'place', 'level'])

/** A missing text shows its key, so it is seen in a test or on a screenshot and never as an empty button. */
export function translator(language: Language, catalogue: Catalogue): Translate {
  const plurals = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(numbersOf(language))
  return (key, values = {}) => {
    const { count } = values
    const text =
      (typeof count === 'number' && (find(catalogue, `${key}_${plurals.select(count)}`) ?? find(catalogue, `${key}_other`))) ||
      find(catalogue, key)
    if (text === undefined) return key
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = values[name]
      return typeof value === 'number' && !namesOfThings.has(name) ? numbers.format(value) : contained(String(value ?? ''))
    })
  }
}

function find(catalogue: Catalogue, key: string): string | undefined {
  let node: string | Catalogue | undefined = catalogue
  for (const part of key.split('.')) node = typeof node === 'object' ? node[part] : undefined
  return typeof node === 'string' ? node : undefined
}

/** The first language that the reader asked for and we have; the first of ours otherwise. */
export function preferredLanguage(wanted: readonly string[] = navigator.languages): Language {
  return wanted.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? languages[0]!
}

export function isLanguage(value: unknown): value is Language {
  return languages.includes(value as Language)
}

/** What a language is called: as t says, or by itself where the reader's language has no word for it and t gave the key. */
export function called(language: Language, said: string): string {
  return said.endsWith(`.${language}`) ? about(language).name : said
}

export const numbersOf = (language: Language): string => about(language).numbers ?? language

/** A text that the forum keeps in Kazakh, in Russian and in any other language, shown in the reader's or else in the one that exists. */
export type Text = Readonly<Partial<Record<Language, string>>>

export function read(text: Text | undefined, language: Language): string {
  return [language, ...languages].map((code) => text?.[code]).find(Boolean) ?? ''
}
