import type { Store } from '../store/db.ts'
import { changeJobs, jobsOf, keyOf } from './jobs.ts'
import { asTyped, wordingOf } from './tags.ts'
import type { Line, ServerState } from './types.ts'
import { authorOf, capture, enqueue, known } from './verbs.ts'

/** Ends a disagreement about the wording: ours is sent over the newer one, or the newer one stands. */
export function choose(store: Store, id: string, whose: 'ours' | 'theirs'): Promise<void> {
  return store.atomically(async () => {
    const line = await known(store, id)
    if (!line.newer) return
    const { newer } = line
    const standing = wordingOf(whose === 'ours' ? line : newer)
    await store.lines.update(line.pos!, { ...standing, newer: undefined, problem: undefined, state: 'received' })
    if (whose === 'ours') await enqueue(store, line, { kind: 'reword', ...standing, base_version: newer.version, seen_text: asTyped(newer) })
  })
}

/** Somebody withdrew it while it was being edited here; the refusal may be quicker than the news. */
export const isGone = ({ server, problem }: Line): boolean => Boolean(server?.withdrawn) || problem?.code === 'suggestion_withdrawn'

/** What the server has of a line beside what stands here; undefined when it has nothing, or the same. */
export function otherwiseThere(line: Line): ServerState | undefined {
  const { server } = line
  return server && (asTyped(server) !== asTyped(line) || isGone(line)) ? server : undefined
}

/**
 * Sends what was refused again, in the words that stand here now; under a new name when its old name is taken on the server by
 * other words. A line that somebody has withdrawn comes back with it.
 */
export function tryAgain(store: Store, id: string): Promise<void> {
  return store.atomically(async () => {
    const line = await known(store, id)
    const jobs = await jobsOf(store, id)
    if (line.problem?.code === 'conflict') {
      await store.errands.where('key').equals(keyOf(id)).delete()
      await store.lines.update(line.pos!, { withdrawn: true, problem: undefined })
      await capture(store, wordingOf(line), { author_id: authorOf(line) })
      return
    }
    const edits = jobs.filter((job) => job.kind === 'reword')
    await store.lines.update(line.pos!, { state: 'saved', problem: undefined, withdrawn: false })
    if (jobs.some((job) => job.kind === 'capture')) {
      // The server has nothing of it: what it is given first is what is shown here.
      await store.errands.bulkDelete(edits.map(({ seq }) => seq!))
      await store.lines.update(line.pos!, { said: { ...line.said, ...wordingOf(line) } })
    } else if (edits.length && line.server && isGone(line)) {
      await store.errands.bulkDelete(edits.map(({ seq }) => seq!))
      await enqueue(store, line, { kind: 'restore' })
      await enqueue(store, line, { kind: 'reword', ...wordingOf(line), base_version: line.server.version, seen_text: asTyped(line.server) })
    }
    await changeJobs(store, id, (job) => void Object.assign(job, { state: 'waiting', problem: undefined, rebased: undefined }))
  })
}

/** Lets what the server has stand. What was refused is not sent. */
export function letStand(store: Store, id: string): Promise<void> {
  return store.atomically(async () => {
    const line = await known(store, id)
    if (!line.server) return
    await store.errands.where('key').equals(keyOf(id)).filter((job) => job.state === 'parked').delete()
    await store.lines.update(line.pos!, { ...wordingOf(line.server), withdrawn: isGone(line), state: 'received', problem: undefined })
  })
}
