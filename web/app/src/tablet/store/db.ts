import Dexie, { type Table, type Transaction } from 'dexie'
import { Health } from './health.ts'
import { Spare } from './spare.ts'
import type { Errand, Facts, OwnFacts } from './types.ts'

/** What a version of the database has added, by whoever owns the tables. What an installed tablet has is never edited. */
export interface Version {
  version: number
  stores?: Readonly<Record<string, string | null>>
  upgrade?(old: Transaction): Promise<void>
}

const own: readonly Version[] = [
  { version: 1, stores: { facts: '&key' } },
  { version: 2, stores: { errands: '++seq, &id, state, key, session_id' } },
]

/**
 * What is kept on this tablet, in IndexedDB: what is still to be told to the server (errands), single values (facts), and the
 * tables of the nouns, each of which adds its own to this type beside its types. A new one comes as a new version.
 */
export class Store extends Dexie {
  errands!: Table<Errand, number>
  private facts!: Table<{ key: string; value: unknown }, string>
  readonly health = new Health()
  readonly spare: Spare

  constructor(name: string, { versions, spare = new Spare(), ...options }: { versions: readonly Version[]; indexedDB?: IDBFactory; IDBKeyRange?: typeof IDBKeyRange; spare?: Spare }) {
    // strict: "saved" means on the disk and not in the system's memory, so a dead battery loses nothing.
    super(name, { chromeTransactionDurability: 'strict', ...options })
    this.spare = spare
    const all = [...own, ...versions]
    for (const number of new Set(all.map(({ version }) => version).sort((a, b) => a - b))) {
      const added = all.filter(({ version }) => version === number)
      const declared = this.version(number).stores(Object.assign({}, ...added.map(({ stores }) => stores)))
      const upgrades = added.flatMap(({ upgrade }) => upgrade ?? [])
      if (upgrades.length) declared.upgrade(async (old) => {
        for (const upgrade of upgrades) await upgrade(old)
      })
    }
  }

  async fact<K extends keyof Facts>(key: K): Promise<Facts[K] | undefined> {
    return (await this.facts.get(key))?.value as Facts[K] | undefined
  }

  async keep<K extends keyof Facts>(key: K, value: Facts[K]): Promise<void> {
    await this.written(() => this.facts.put({ key, value }))
  }

  async forget(key: keyof Facts): Promise<void> {
    await this.facts.delete(key)
  }

  /** What was begun in a session stays with it: pairing elsewhere neither brings it along nor loses it. */
  async own<K extends keyof OwnFacts>(key: K, session: string): Promise<OwnFacts[K] | undefined> {
    const name = ownKey(key, session)
    return this.spare.get<OwnFacts[K]>(name) ?? ((await this.facts.get(name))?.value as OwnFacts[K] | undefined)
  }

  /** Never rejects: what the database refuses is kept in the second store. */
  async keepOwn<K extends keyof OwnFacts>(key: K, session: string, value: OwnFacts[K]): Promise<void> {
    const name = ownKey(key, session)
    try {
      await this.written(() => this.facts.put({ key: name, value }))
      this.spare.remove(name)
    } catch (error) {
      console.warn(error)
      this.spare.put(name, value)
    }
  }

  async forgetOwn(key: keyof OwnFacts, session: string): Promise<void> {
    this.spare.remove(ownKey(key, session))
    await this.facts.delete(ownKey(key, session))
  }

  /** One transaction over every store: a change, its errand and its way back exist together or not at all. */
  atomically<T>(work: () => Promise<T>): Promise<T> {
    return this.written(() => this.transaction('rw', this.tables, work))
  }

  /** Within a transaction nothing is written until it is over, so only the outermost knows. */
  private async written<T>(work: () => PromiseLike<T>): Promise<T> {
    return Dexie.currentTransaction ? work() : this.health.watch(work())
  }
}

/** The key of a session's own value. */
export const ownKey = (key: string, session: string) => `${key}:${session}`
