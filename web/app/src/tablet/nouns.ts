import { groups } from './groups/noun.ts'
import { later } from './later/noun.ts'
import { lines } from './lines/noun.ts'
import { marks } from './marks/noun.ts'
import { type Noun, verbsOf } from './noun.ts'
import { people } from './people/noun.ts'
import { photos } from './photos/noun.ts'
import { place } from './place/noun.ts'
import { questions } from './questions/noun.ts'
import { report } from './report/noun.ts'
import { Store } from './store/db.ts'
import type { Verbs } from './store/verb.ts'

/** Everything that a tablet works with, each registered once: its folder and a line here. In the order of the tabs; what the others build upon hears the news first. */
export const nouns: readonly Noun[] = [place, lines, people, groups, marks, report, later, photos, questions]

export const allVerbs: Verbs = verbsOf(nouns)

/** The tablet's store, with the tables of all nouns. */
export const openStore = (name = 'shanyraq-tablet', options: Omit<ConstructorParameters<typeof Store>[1], 'versions'> = {}): Store =>
  new Store(name, { ...options, versions: nouns.flatMap(({ versions = [] }) => versions) })
