import type { Store } from '../store/db.ts'
import { tooLong } from '../store/verb.ts'
import { addErrand } from '../store/errands.ts'
import type { Errand } from '../store/types.ts'
import { type Counts, isTooLong, merge, type Recommendation, type ReportRow, same, standing, type Told } from './report.ts'

/** What a tablet does with its session's report. Each verb resolves when the change and its errand are on the disk. */

export type Deed = 'draft' | 'confirm' | 'reopen'

export const keyOf = (session: string) => `report:${session}`

export interface Place {
  forum_id: string
  session_id: string
}

export async function rowOf(store: Store, place: Place): Promise<ReportRow> {
  return (await store.reports.get(place.session_id)) ?? { ...place }
}

/** Writes what the screen shows now in place of what it showed before. It is sent by `send`, not at every keystroke. */
export function write(store: Store, place: Place, before: readonly Recommendation[], now: readonly Recommendation[]): Promise<void> {
  return store.atomically(async () => {
    const row = await rowOf(store, place)
    if (row.confirming || row.newer || locked(row)) return
    const base = row.mine ? row.base : (row.server?.recommendations ?? [])
    await store.reports.put({ ...row, base, mine: merge(before, now, standing(row)).merged })
  })
}

/** Puts what is worded here on the queue. */
export function send(store: Store, place: Place): Promise<void> {
  return store.atomically(async () => {
    const row = await rowOf(store, place)
    if (!row.mine || row.newer) return
    if (!row.mine.some(isTooLong)) await store.errands.where('key').equals(keyOf(place.session_id)).filter(({ problem }) => problem?.code === tooLong.held.code).delete()
    await enqueue(store, row, 'draft')
  })
}

/** The group confirms the words that stand here now. */
export function confirm(store: Store, place: Place, counts: Counts, now = new Date()): Promise<void> {
  return store.atomically(async () => {
    const row = await rowOf(store, place)
    if (row.confirming || row.newer || locked(row)) return
    const mine = standing(row)
    const confirmed = { ...row, mine, base: row.base ?? row.server?.recommendations ?? [], confirming: { ...counts, at: now.toISOString() } }
    await store.reports.put(confirmed)
    await enqueue(store, confirmed, 'draft')
    await enqueue(store, confirmed, 'confirm')
  })
}

/** Takes a confirmation back that never left this tablet. Returns false when it may have been received. */
export function takeBack(store: Store, place: Place): Promise<boolean> {
  return store.atomically(async () => {
    const row = await rowOf(store, place)
    const unsent = (await queued(store, place.session_id)).find((errand) => deedOf(errand) === 'confirm' && errand.attempts === 0)
    if (!unsent) return false
    await store.errands.delete(unsent.seq!)
    await store.reports.put({ ...row, confirming: undefined })
    return true
  })
}

/** Opens a confirmed report again: the next edition begins with its words. */
export function correct(store: Store, place: Place, reason: string): Promise<void> {
  return store.atomically(async () => {
    const row = await rowOf(store, place)
    if (!locked(row)) return
    const correcting = { ...row, correcting: { reason } }
    await store.reports.put(correcting)
    await enqueue(store, correcting, 'reopen', { reason })
  })
}

/** Ends a disagreement. To keep ours over a report that the other tablet has confirmed is a correction, with its reason. */
export function choose(store: Store, place: Place, whose: 'ours' | 'theirs', reason = ''): Promise<void> {
  return store.atomically(async () => {
    const { newer, ...row } = await rowOf(store, place)
    if (!newer) return
    await store.errands.where('key').equals(keyOf(place.session_id)).delete()
    if (whose === 'theirs') {
      await store.reports.put({ ...place, editions: row.editions, server: newer })
      return
    }
    const correcting = newer.state === 'confirmed' ? { reason } : undefined
    const ours = { ...row, server: newer, base: newer.recommendations, mine: standing(row), correcting }
    await store.reports.put(ours)
    if (correcting) await enqueue(store, ours, 'reopen', correcting)
    await enqueue(store, ours, 'draft')
    if (ours.confirming) await enqueue(store, ours, 'confirm')
  })
}

/** Confirmed, and nobody here has opened it again. */
export const locked = (row: ReportRow) => row.server?.state === 'confirmed' && !row.correcting

/** Takes in what the server tells; work of ours that still waits is left for the server to judge. */
export function takeIn(store: Store, place: Place, told: Told, editions?: readonly Told[]): Promise<void> {
  return store.atomically(async () => {
    const row = await rowOf(store, place)
    if (editions) row.editions = editions
    const news = told.version > (row.server?.version ?? 0)
    await store.reports.put(news ? settle(row, told) : row)
  })
}

/** The row when the server has told what stands there now. */
export function settle(row: ReportRow, told: Told): ReportRow {
  const pending = row.mine ?? row.confirming ?? row.correcting
  if (!pending) return { ...row, server: told }
  if (told.state === 'confirmed' && row.mine && same(told.recommendations, row.mine)) {
    return { ...row, server: told, mine: undefined, base: undefined, confirming: undefined, correcting: undefined }
  }
  if (row.mine && same(told.recommendations, row.mine)) {
    const mine = row.confirming && row.mine // what the group has heard, until it is received
    return { ...row, server: told, mine, base: told.recommendations }
  }
  const base = row.base ?? row.server?.recommendations ?? []
  return told.state === 'draft' && same(told.recommendations, base) ? { ...row, server: told, base } : row
}

export const deedOf = (errand: Errand) => (errand.body as { deed: Deed }).deed

export async function queued(store: Store, session: string): Promise<Errand[]> {
  return (await store.errands.where('key').equals(keyOf(session)).sortBy('seq')).filter(({ state }) => state === 'waiting')
}

/** What is sent is read from the row at that moment, so a deed that waits already need not wait twice. */
async function enqueue(store: Store, { forum_id, session_id }: Place, deed: Deed, more: object = {}): Promise<void> {
  const waits = (await queued(store, session_id)).some((errand) => deedOf(errand) === deed && errand.attempts === 0)
  if (waits) return
  const path = `/api/facilitation/forums/${forum_id}/sessions/${session_id}/report`
  const [method, way] = deed === 'draft' ? (['PUT', ''] as const) : (['POST', `/${deed}`] as const)
  await addErrand(store, { forum_id, session_id, kind: 'report', key: keyOf(session_id), method, path: path + way, body: { deed, ...more } })
}
