import { carried, type Store } from '../store/db.ts'
import type { Errand, Job, Line } from '../store/types.ts'

/** A session as a file or as a series of QR codes: the lines and what still has to be told to the server. No secrets. */
export interface SessionCopy {
  format: 'shanyraq-session'
  version: 1
  forum_id: string
  session_id: string
  lines: Omit<Line, 'pos'>[]
  jobs: Job[]
  /** Everything besides lines, by the name of its store. */
  records?: Partial<Record<(typeof carried)[number], unknown[]>>
}

export async function exportSession(store: Store): Promise<SessionCopy> {
  const context = await store.fact('context')
  if (!context) throw new Error('the tablet is not paired')
  const lines = await store.lines.where('session_id').equals(context.session.id).sortBy('pos')
  const ids = new Set(lines.map((line) => line.id))
  const jobs = (await store.jobs.orderBy('seq').toArray()).filter((job) => ids.has(job.line_id))
  const records: SessionCopy['records'] = {}
  for (const name of carried) records[name] = await store.table(name).where('session_id').equals(context.session.id).toArray()
  return {
    format: 'shanyraq-session',
    version: 1,
    forum_id: context.forum.id,
    session_id: context.session.id,
    lines: lines.map(({ pos: _, ...line }) => line),
    jobs: jobs.map(({ seq: _, ...job }) => job),
    records,
  }
}

export class WrongCopy extends Error {
  constructor(readonly reason: 'importWrong' | 'importOtherForum') {
    super(reason)
  }
}

/**
 * Adds what this tablet does not have. Lines keep the identifiers of the tablet that made them, so it is harmless when
 * both tablets send them, and what is here already stays as it is here. Returns how many lines and errands were new.
 */
export async function importSession(store: Store, copy: unknown): Promise<number> {
  if (!isCopy(copy)) throw new WrongCopy('importWrong')
  return store.atomically(async () => {
    const context = await store.fact('context')
    if (context && context.forum.id !== copy.forum_id) throw new WrongCopy('importOtherForum')
    let added = 0
    for (const line of copy.lines) {
      if (await store.line(line.id)) continue
      await store.lines.add(line.state === 'sent' ? { ...line, state: 'saved' } : line)
      // The other tablet may have sent any of these: an edit or undo here must not take them for unsent.
      const jobs = copy.jobs.filter((job) => job.line_id === line.id)
      for (const job of jobs) await store.jobs.add({ ...job, attempts: job.state === 'held' ? 0 : job.attempts + 1 })
      added++
    }
    return added + (await importRecords(store, copy.records))
  })
}

/** Errands are known by the identifier that the server, too, knows them by; other records by their key. */
async function importRecords(store: Store, records: SessionCopy['records'] = {}): Promise<number> {
  let errands = 0
  for (const name of carried) {
    const table = store.table(name)
    for (const row of (records[name] ?? []) as Record<string, unknown>[]) {
      if (name === 'errands') {
        const { seq: _, ...errand } = row as unknown as Errand
        if (await store.errands.where('id').equals(errand.id).count()) continue
        await store.errands.add({ ...errand, attempts: errand.attempts + 1 }) // the other tablet may have sent it
        errands++
      } else if (!(await table.get(row[table.schema.primKey.keyPath as string] as string))) await table.add(row)
    }
  }
  return errands
}

function isCopy(value: unknown): value is SessionCopy {
  const copy = value as Partial<SessionCopy> | null
  return (
    copy?.format === 'shanyraq-session' &&
    copy.version === 1 &&
    Array.isArray(copy.lines) &&
    Array.isArray(copy.jobs) &&
    copy.lines.every((line) => typeof line?.id === 'string' && typeof line.text === 'string' && typeof line.said?.text === 'string')
  )
}
