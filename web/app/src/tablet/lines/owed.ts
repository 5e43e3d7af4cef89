import type { Collection } from 'dexie'
import type { Store } from '../store/db.ts'
import type { Errand } from '../store/types.ts'
import { isJob } from './jobs.ts'

/*
 * What cannot go (refusals.ts): entries of a forum that takes nothing from this tablet any more, or never did (a copy brought them here). They
 * stay, they are tried again, and a person is told why and what frees them.
 */

/** What this tablet still owes to the server, lines and everything else: what is on its way, and what cannot go unless somebody helps. */
export async function owed(store: Store): Promise<{ going: number; stranded: Map<string, number>; parked: number }> {
  const refusals = (await store.fact('refusals')) ?? {}
  const stranded = new Map<string, number>()
  let going = 0
  let parked = 0
  const count = ({ state, forum_id }: { state: string; forum_id: string }) => {
    if (state === 'parked') parked++
    else if (state !== 'waiting') return // undone before it left
    else if (refusals[forum_id]) stranded.set(forum_id, (stranded.get(forum_id) ?? 0) + 1)
    else going++
  }
  await store.errands.each(count)
  return { going, stranded, parked: parked + (await store.lines.filter((line) => Boolean(line.newer)).count()) }
}

/** What stands in the strip of what was refused: a line shows its own. */
export const refused = (store: Store): Collection<Errand, number> => store.errands.where('state').equals('parked').filter((errand) => !isJob(errand))

/** What is on its way: how many lines, and how much else. */
export async function waitingIn(store: Store): Promise<{ lines: number; others: number }> {
  const waiting = await store.errands.where('state').equals('waiting').toArray()
  const jobs = waiting.filter(isJob)
  return { lines: new Set(jobs.map(({ line_id }) => line_id)).size, others: waiting.length - jobs.length }
}
