import Dexie, { type Table } from 'dexie'
import type { GroupRow, Step } from '../groups/groups.ts'
import type { OfferRow, Yurt } from '../later/offers.ts'
import type { ReportRow } from '../report/report.ts'
import type { Clarification, Errand, Facts, Job, Line, Mark, Person, Photo, Poll, Undo } from './types.ts'

/**
 * Everything this tablet knows, in IndexedDB. Lines have a queue of their own (jobs); everything else that is told to
 * the server goes through errands. A new noun adds its stores as a new version; those here keep their keys.
 */
export class Store extends Dexie {
  lines!: Table<Line, number>
  jobs!: Table<Job, number>
  undo!: Table<Undo, number>
  errands!: Table<Errand, number>
  clarifications!: Table<Clarification, string>
  photos!: Table<Photo, string>
  people!: Table<Person, string>
  marks!: Table<Mark, string>
  polls!: Table<Poll, string>
  groups!: Table<GroupRow, string>
  groupSteps!: Table<Step, number>
  offers!: Table<OfferRow, string>
  yurts!: Table<Yurt, string>
  reports!: Table<ReportRow, string>
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
    this.version(2).stores({ errands: '++seq, &id, state, key, session_id' })
    this.version(10).stores({ clarifications: '&id, session_id', photos: '&id, session_id', people: '&id' })
    this.version(11).stores({ marks: '&key, round_id, session_id', polls: '&round_id, session_id' })
    this.version(12).stores({ reports: '&session_id', groups: '&id, session_id', groupSteps: '++seq, session_id', offers: '&id, session_id', yurts: '&id' })
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

  /** One transaction over every store: a line, its job and its undo step exist together or not at all, as do a mark and its errand. */
  atomically<T>(work: () => Promise<T>): Promise<T> {
    return this.transaction('rw', this.tables, work)
  }
}
