import Dexie, { type Collection, type Table } from 'dexie'
import type { GroupRow, Step } from '../groups/groups.ts'
import type { OfferRow, Yurt } from '../later/offers.ts'
import type { ReportRow } from '../report/report.ts'
import { Health } from './health.ts'
import { Spare } from './spare.ts'
import type { Clarification, Errand, Facts, Job, Line, Mark, OwnFacts, Person, Photo, Poll, Undo } from './types.ts'

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
  private facts!: Table<{ key: string; value: unknown }, string>
  readonly health = new Health()
  readonly spare: Spare

  constructor(name = 'shanyraq-tablet', { spare = new Spare(), ...options }: { indexedDB?: IDBFactory; IDBKeyRange?: typeof IDBKeyRange; spare?: Spare } = {}) {
    // strict: "saved" means on the disk and not in the system's memory, so a dead battery loses nothing.
    super(name, { chromeTransactionDurability: 'strict', ...options })
    this.spare = spare
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
    this.version(13).upgrade(async (old) => {
      // What was begun before facts belonged to a session was begun in the one that is on.
      const facts = old.table<{ key: string; value: unknown }, string>('facts')
      const context = (await facts.get('context'))?.value as Facts['context'] | undefined
      for (const key of ['draft', 'edit']) {
        const begun = await facts.get(key)
        if (begun && context) await facts.put({ key: ownKey(key, context.session.id), value: begun.value })
        await facts.delete(key)
      }
    })
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

  /** Lines of sessions that this tablet served before, without a look at each line of this one. */
  earlier(session: string): Collection<Line, number>[] {
    const lines = this.lines.where('session_id')
    return [lines.below(session), lines.above(session)]
  }

  line(id: string): Promise<Line | undefined> {
    return this.lines.where('id').equals(id).first()
  }

  jobsOf(lineId: string): Promise<Job[]> {
    return this.jobs.where('line_id').equals(lineId).sortBy('seq')
  }

  /** One transaction over every store: a line, its job and its undo step exist together or not at all, as do a mark and its errand. */
  atomically<T>(work: () => Promise<T>): Promise<T> {
    return this.written(() => this.transaction('rw', this.tables, work))
  }

  /** Within a transaction nothing is written until it is over, so only the outermost knows. */
  private async written<T>(work: () => PromiseLike<T>): Promise<T> {
    return Dexie.currentTransaction ? work() : this.health.watch(work())
  }
}

const ownKey = (key: string, session: string) => `${key}:${session}`
