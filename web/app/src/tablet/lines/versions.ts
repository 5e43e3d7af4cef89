import type { Transaction } from 'dexie'
import { ownKey, type Version } from '../store/db.ts'
import type { Errand } from '../store/types.ts'
import { jobFor } from './jobs.ts'
import type { Deed, Job, Line } from './types.ts'

/** What was to be told of lines while they had a queue of their own. It comes in copies of older tablets, too. */
export type FormerJob = Pick<Errand, 'seq' | 'state' | 'attempts' | 'from'> & { forum_id: string; line_id: string; edit_id?: string } & Deed

/** The same errand in the one queue. */
export function asJob({ seq: _, edit_id, line_id, forum_id, ...rest }: FormerJob, session_id: string) {
  const job = jobFor({ id: line_id, forum_id, session_id }, rest, edit_id)
  return { ...job, ...rest }
}

/** And back, for a copy that an older tablet can bring in. */
export function asFormer({ seq: _, id, session_id: __, key: ___, method: ____, path: _____, ...job }: Job): FormerJob {
  return job.kind === 'reword' ? { ...job, edit_id: id } : job
}

export const versions: readonly Version[] = [
  { version: 1, stores: { lines: '++pos, &id, session_id', jobs: '++seq, state, line_id', undo: '++seq, session_id' } },
  { version: 13, upgrade: begunInSession },
  { version: 14, stores: { jobs: null }, upgrade: oneQueue },
]

/** What was begun before facts belonged to a session was begun in the one that is on. */
async function begunInSession(old: Transaction): Promise<void> {
  const facts = old.table<{ key: string; value: unknown }, string>('facts')
  const context = (await facts.get('context'))?.value as { session: { id: string } } | undefined
  for (const key of ['draft', 'edit']) {
    const begun = await facts.get(key)
    if (begun && context) await facts.put({ key: ownKey(key, context.session.id), value: begun.value })
    await facts.delete(key)
  }
}

/** Lines had a queue of their own; what is left in it goes to the errands, in its order. */
async function oneQueue(old: Transaction): Promise<void> {
  const lines = old.table<Line, number>('lines')
  const errands = old.table<Errand, number>('errands')
  for (const job of await old.table<FormerJob, number>('jobs').orderBy('seq').toArray()) {
    const line = await lines.where('id').equals(job.line_id).first()
    if (line) await errands.add(asJob(job, line.session_id))
  }
}
