import type { Store } from '../store/db.ts'
import { addErrand } from '../store/errands.ts'
import { authorKey, jobsOf, lineOf } from './jobs.ts'
import { authorOf } from './verbs.ts'

/** Says whose words a line is, '' for nobody's. A line that never left the tablet simply has another author. */
export function attribute(store: Store, id: string, author: string): Promise<void> {
  return store.atomically(async () => {
    const line = await lineOf(store, id)
    if (!line || authorOf(line) === author) return
    const unsent = (await jobsOf(store, id)).some((job) => job.kind === 'capture' && job.attempts === 0)
    await store.lines.update(line.pos!, unsent ? { author_id: author } : { attributed: author })
    if (unsent) return
    const { forum_id, session_id } = line
    const path = `/api/facilitation/forums/${forum_id}/suggestions/${id}/author`
    await addErrand(store, { forum_id, session_id, kind: 'author', key: authorKey(id), method: 'POST', path, body: { author_id: author } }, { replace: true })
  })
}
