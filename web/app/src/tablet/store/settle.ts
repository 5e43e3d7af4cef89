import { uuidv7 } from '../../core/uuid.ts'
import type { Store } from './db.ts'
import { asTyped, wordingOf } from './tags.ts'
import { capture, enqueue, known } from './verbs.ts'

/** Ends a disagreement about the wording: ours is sent over the newer one, or the newer one stands. */
export function choose(store: Store, id: string, whose: 'ours' | 'theirs'): Promise<void> {
  return store.atomically(async () => {
    const line = await known(store, id)
    if (!line.newer) return
    const { newer } = line
    const standing = wordingOf(whose === 'ours' ? line : newer)
    await store.lines.update(line.pos!, { ...standing, newer: undefined, problem: undefined, state: 'received' })
    if (whose === 'ours') await enqueue(store, line, { kind: 'reword', edit_id: uuidv7(), ...standing, base_version: newer.version, seen_text: asTyped(newer) })
  })
}

/** Sends a refused line again; under a new name when its old name is taken on the server by other words. */
export function tryAgain(store: Store, id: string): Promise<void> {
  return store.atomically(async () => {
    const line = await known(store, id)
    if (line.problem?.code === 'conflict') {
      await store.jobs.where('line_id').equals(id).delete()
      await store.lines.update(line.pos!, { withdrawn: true, problem: undefined })
      await capture(store, wordingOf(line))
      return
    }
    await store.jobs.where('line_id').equals(id).modify({ state: 'waiting' })
    await store.lines.update(line.pos!, { state: 'saved', problem: undefined })
  })
}
