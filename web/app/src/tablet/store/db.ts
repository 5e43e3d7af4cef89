import Dexie, { type Table } from 'dexie'
import type { Facts, Job, Line, Undo } from './types.ts'

/**
 * Everything this tablet knows, in IndexedDB. Later stores (photos, ballots, the report) are added as a new version
 * with a queue of their own; the four here keep their keys.
 */
export class Store extends Dexie {
  lines!: Table<Line, number>
  jobs!: Table<Job, number>
  undo!: Table<Undo, number>
  private facts!: Table<{ key: keyof Facts; value: unknown }, string>

  constructor(name = 'shanyraq-tablet', options: { indexedDB?: IDBFactory; IDBKeyRange?: typeof IDBKeyRange } = {}) {
    // strict: "saved" means on the disk and not in the system's memory, so a dead battery loses nothing.
    super(name, { chromeTransactionDurability: 'strict', ...options })
    this.version(1).stores({
      lines: '++pos, &id, session_id',
      jobs: '++seq, state, line_id',
      undo: '++seq, session_id',
      facts: '&key',
    })
  }

  async fact<K extends keyof Facts>(key: K): Promise<Facts[K] | undefined> {
    return (await this.facts.get(key))?.value as Facts[K] | undefined
  }

  async keep<K extends keyof Facts>(key: K, value: Facts[K]): Promise<void> {
    await this.facts.put({ key, value })
  }

  async forget(key: keyof Facts): Promise<void> {
    await this.facts.delete(key)
  }

  line(id: string): Promise<Line | undefined> {
    return this.lines.where('id').equals(id).first()
  }

  jobsOf(lineId: string): Promise<Job[]> {
    return this.jobs.where('line_id').equals(lineId).sortBy('seq')
  }

  /** One transaction over every store: a line, its job and its undo step exist together or not at all. */
  atomically<T>(work: () => Promise<T>): Promise<T> {
    return this.transaction('rw', this.lines, this.jobs, this.undo, this.facts, work)
  }
}
