import type { Store } from '../store/db.ts'
import { jobsOf } from './jobs.ts'
import type { Line, Undo } from './types.ts'
import { known, restoreWithoutUndo, rewordWithoutUndo, withdrawWithoutUndo } from './verbs.ts'

/** The last step of this session. `asks`: why a person is asked before it is taken back. */
export type NextUndo = Undo & { asks?: 'received' | 'earlier'; line: Line }

/**
 * Takes the last step of this session back, and returns it; undefined when there is none. What was done before `since`, and
 * what would withdraw a line that the secretariat may have, is only returned, with `asks`; the person who then says so names it in `sure`.
 */
export function undo(store: Store, { since = 0, sure }: { since?: number; sure?: number } = {}): Promise<NextUndo | undefined> {
  return store.atomically(async () => {
    const context = await store.fact('context')
    const step = await store.undo.where('session_id').equals(context?.session.id ?? '').last()
    if (!step) return undefined
    const line = await known(store, step.line_id)
    const withdraws = (step.kind === 'capture' || step.kind === 'restore') && !line.withdrawn
    const asks = withdraws && (await mayBeThere(store, line)) ? 'received' : (step.at ?? 0) < since ? 'earlier' : undefined
    if (asks && sure !== step.seq) return { ...step, line, asks }
    await store.undo.delete(step.seq!)
    if (step.kind === 'reword') await rewordWithoutUndo(store, line, step)
    else if (step.kind === 'withdraw') await restoreWithoutUndo(store, line)
    else await withdrawWithoutUndo(store, line)
    return { ...step, line }
  })
}

async function mayBeThere(store: Store, line: Line): Promise<boolean> {
  return !(await jobsOf(store, line.id)).some((job) => job.kind === 'capture' && job.attempts === 0)
}
