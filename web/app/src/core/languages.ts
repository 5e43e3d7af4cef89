/** The languages of the house: whatever folders there are, see pkg/words. Their texts are fetched when they are spoken. */
interface About {
  /** What the language calls itself. */
  readonly name: string
  readonly order: number
  /** Whose way of writing numbers it has, when that is another's or some browsers do not know its own. */
  readonly numbers?: string
  /** How recognisers of speech call it. */
  readonly speech?: string
}
export type Language = string

const files = import.meta.glob<About>('@languages/*/language.json', { eager: true, import: 'default' })
const abouts: Readonly<Record<Language, About>> = Object.fromEntries(
  Object.entries(files).map(([path, about]): [Language, About] => [path.split('/').at(-2)!, about]).sort(([, a], [, b]) => a.order - b.order),
)

export const languages: readonly Language[] = Object.keys(abouts)
export const about = (language: Language): About => abouts[language]!

/** Kazakh and Russian: an official text stands in both, whatever other languages there are. */
export const official = ['kk', 'ru'] as const

/** Of catalogues found as …/<language>/screens/<name>.json the one that is wanted. */
export function catalogue<T>(found: Readonly<Record<string, () => Promise<T>>>, language: Language, name: string): Promise<T> {
  return found[Object.keys(found).find((path) => path.endsWith(`/${language}/screens/${name}.json`))!]!()
}
