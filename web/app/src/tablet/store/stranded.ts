import { Problem } from '../../core/api.ts'
import type { Store } from './db.ts'

/*
 * What cannot go: entries of a forum that takes nothing from this tablet any more, or never did (a copy brought them here). They
 * stay, they are tried again, and a person is told why and what frees them.
 */

/** Writes down why a forum refuses; undefined: it does not any more. */
export async function tellRefusal(store: Store, forum: string, error: unknown): Promise<void> {
  if (error !== undefined && !(error instanceof Problem)) return
  await store.atomically(async () => {
    const code = error?.status === 401 ? 'device_revoked' : error?.code // an old token is no reason; that there is no new one is
    const { [forum]: known, ...others } = (await store.fact('refusals')) ?? {}
    if (code !== known?.code) await store.keep('refusals', { ...others, ...(code && { [forum]: { code, detail: error!.detail } }) })
  })
}

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
  await store.jobs.each(count)
  await store.errands.each(count)
  return { going, stranded, parked: parked + (await store.lines.filter((line) => Boolean(line.newer)).count()) }
}
