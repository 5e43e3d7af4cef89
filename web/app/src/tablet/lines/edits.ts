import type { Store } from '../store/db.ts'
import type { ErrandOwner } from '../store/verb.ts'
import { changeJobs, jobsOf, lineOf } from './jobs.ts'
import { takeIn, type Told } from './receive.ts'
import { asTyped, wordingOf } from './tags.ts'
import type { Job, Wording } from './types.ts'

/** What becomes of an edit, a withdrawal or a return of a line. */
export const owner: ErrandOwner = {
  async request(store, errand) {
    const job = errand as Job
    const line = await lineOf(store, job.line_id)
    if (!line) return undefined
    const { id: edit_id, path } = job
    if (job.kind !== 'reword') return { path, body: {} }
    const { text, language, tags, base_version } = job
    return { path, body: { edit_id, text, language, tags, base_version, device_id: line.device_id || undefined } }
  },
  answered: (store, errand, told) => settle(store, errand as Job, told as Told | undefined),
  async disagreed(store, errand, problem, api) {
    const job = errand as Job
    const newer = problem.extra.newer as (Wording & { version: number }) | undefined
    if (job.kind === 'reword' && !newer) return 'park' // withdrawn by somebody: the words are kept here
    if (job.kind !== 'reword' || !newer) {
      const told = await api.get<Told>(`/api/facilitation/forums/${job.forum_id}/suggestions/${job.line_id}`)
      await store.atomically(() => settle(store, job, told))
      return 'drop'
    }
    if (asTyped(newer) === job.seen_text) {
      await rebase(store, job.line_id, newer.version) // withdrawn, parked or restored meanwhile: the wording is as it was seen
      return {}
    }
    await apart(store, job, newer)
    return 'drop'
  },
  async refused(store, errand, { code, detail }) {
    const line = await lineOf(store, (errand as Job).line_id)
    if (line) await store.lines.update(line.pos!, { state: 'stuck', problem: { code, detail } })
  },
}

async function settle(store: Store, job: Job, told: Told | undefined): Promise<void> {
  await store.errands.delete(job.seq!) // what is taken in below looks at what still waits
  if (!told) return
  // Later edits of ours were typed over this one, so they now stand on the version that it became. If somebody
  // else has worded it since, the text differs and the server must be asked with the old version.
  const ours = job.kind === 'reword' && asTyped(told) === asTyped(job)
  await rebase(store, job.line_id, told.version, ours ? undefined : asTyped(told))
  await takeIn(store, [told])
}

/** `seen`: only the edits whose writer saw these words. */
async function rebase(store: Store, line: string, version: number, seen?: string): Promise<void> {
  await changeJobs(store, line, (job) => {
    if (job.kind === 'reword' && (seen === undefined || job.seen_text === seen)) job.base_version = version
  })
}

/** Only another wording needs a person, who sees both; the rest settles itself. */
function apart(store: Store, job: Job & { kind: 'reword' }, newer: Wording & { version: number }): Promise<void> {
  return store.atomically(async () => {
    const edits = (await jobsOf(store, job.line_id)).filter((other) => other.kind === 'reword')
    await store.errands.bulkDelete(edits.map(({ seq }) => seq!))
    const line = await lineOf(store, job.line_id)
    const ours = wordingOf(edits.at(-1) ?? job) // the list may show another one: a copy can bring an edit of an older version
    if (line && asTyped(ours) !== asTyped(newer)) await store.lines.update(line.pos!, { ...ours, newer: { ...wordingOf(newer), version: newer.version } })
  })
}

