import type { Collection } from 'dexie'
import { uuidv7 } from '../../core/uuid.ts'
import type { Store } from '../store/db.ts'
import type { Errand } from '../store/types.ts'
import type { Deed, Job, Line } from './types.ts'

/** Lines and what is to be told of them, as they lie in the store. */

const start = 'line:'

export const keyOf = (line: string): string => start + line

/** Of the errand that says whose words a line is. */
export const authorKey = (line: string): string => `author:${line}`

export const isJob = (errand: Errand): errand is Job => errand.key.startsWith(start)

export function lineOf(store: Store, id: string): Promise<Line | undefined> {
  return store.lines.where('id').equals(id).first()
}

export async function jobsOf(store: Store, line: string): Promise<Job[]> {
  return (await store.errands.where('key').equals(keyOf(line)).sortBy('seq')).filter(isJob)
}

/** Whatever of lines waits for an answer or for a person. */
export async function allJobs(store: Store): Promise<Job[]> {
  return (await store.errands.orderBy('seq').toArray()).filter(isJob)
}

export function changeJobs(store: Store, line: string, change: (job: Job) => void): Promise<number> {
  return store.errands.where('key').equals(keyOf(line)).modify((job) => change(job as Job))
}

/** `id`: of an edit that has a name already. */
export function jobFor({ id: line_id, forum_id, session_id }: Pick<Line, 'id' | 'forum_id' | 'session_id'>, deed: Deed, id = deed.kind === 'capture' ? line_id : uuidv7()): Job {
  const suggestions = `/api/facilitation/forums/${forum_id}/suggestions`
  const path = deed.kind === 'capture' ? suggestions : `${suggestions}/${line_id}/${deed.kind}`
  return { id, forum_id, session_id, key: keyOf(line_id), line_id, method: 'POST', path, state: 'waiting', attempts: 0, ...deed }
}

/** Lines of sessions that this tablet served before, without a look at each line of this one. */
export function earlierThan(store: Store, session: string): Collection<Line, number>[] {
  const lines = store.lines.where('session_id')
  return [lines.below(session), lines.above(session)]
}
