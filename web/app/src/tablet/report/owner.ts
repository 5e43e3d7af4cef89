import type { Api, Problem } from '../../core/api.ts'
import type { Store } from '../store/db.ts'
import { type AfterConflict, type ErrandOwner, tooLong } from '../store/verb.ts'
import type { Errand } from '../store/types.ts'
import { deedOf, rowOf, settle } from './keep.ts'
import { isTooLong, merge, type ReportRow, same, type Told } from './report.ts'

/** What a report's errand tells is read when it is sent: by then the server may have told a newer version. */
export const request: NonNullable<ErrandOwner['request']> = async (store, errand) => {
  const row = await rowOf(store, errand)
  if (row.newer) return undefined // a person chooses first
  const { path } = errand
  const version = row.server?.version ?? 0
  switch (deedOf(errand)) {
    case 'draft':
      if (row.mine?.some(isTooLong)) return tooLong
      return row.mine && { path, body: { recommendations: row.mine, base_version: version } }
    case 'reopen':
      return row.correcting && { path, body: { ...row.correcting, version } }
    case 'confirm':
      return confirmation(store, row, path)
  }
}

/** Never confirms other words than those that the group has heard. */
async function confirmation(store: Store, row: ReportRow, path: string) {
  const { confirming, mine, server } = row
  if (!confirming || !mine || !server) return undefined
  if (!same(server.recommendations, mine)) {
    await store.reports.update(row.session_id, { newer: server })
    return undefined
  }
  return { path, body: { version: server.version, present: confirming.present, agreed: confirming.agreed } }
}

export const answered: NonNullable<ErrandOwner['answered']> = async (store, errand, answer) => {
  const row = await rowOf(store, errand)
  const told = answer as Told
  if ((row.server?.version ?? 0) > told.version) return // the live stream was quicker
  if (deedOf(errand) === 'reopen') {
    await store.reports.put({ ...row, server: told, base: told.recommendations, correcting: undefined })
    return
  }
  const settled = settle(row, told)
  // Typed on while it was under way: what follows grew from what was sent.
  await store.reports.put(settled.server === told ? settled : { ...row, server: told, base: told.recommendations })
}

export const disagreed: NonNullable<ErrandOwner['disagreed']> = async (store, errand, problem, api) => {
  const newer = (problem.extra.newer as Told | undefined) ?? (await reopenedMeanwhile(errand, problem, api))
  if (!newer) return 'park'
  return store.atomically(() => judge(store, errand, newer))
}

/** "Not confirmed" means that somebody has opened it already. */
async function reopenedMeanwhile(errand: Errand, problem: Problem, api: Api): Promise<Told | undefined> {
  if (problem.code !== 'report_not_confirmed') return undefined
  return api.get<Told>(`/api/facilitation/forums/${errand.forum_id}/sessions/${errand.session_id}/report`)
}

async function judge(store: Store, errand: Errand, newer: Told): Promise<AfterConflict> {
  const row = await rowOf(store, errand)
  const settled = settle(row, newer)
  if (settled.server === newer) return keepAndGoOn(store, errand, settled)
  const base = row.base ?? row.server?.recommendations ?? []
  const { merged, clashes } = merge(base, row.mine ?? base, newer.recommendations)
  const open = newer.state === 'draft'
  if (deedOf(errand) === 'reopen' && open && !row.mine) {
    await store.reports.put({ ...row, server: newer, correcting: undefined })
    return 'drop'
  }
  // What the group has confirmed here is not mixed with anything.
  if (open && !row.confirming && !clashes.length) {
    return keepAndGoOn(store, errand, { ...row, server: newer, base: newer.recommendations, mine: merged, correcting: undefined })
  }
  await store.reports.put({ ...row, newer })
  return 'drop'
}

async function keepAndGoOn(store: Store, errand: Errand, row: ReportRow): Promise<AfterConflict> {
  const done = { draft: !row.mine, confirm: !row.confirming, reopen: row.server?.state !== 'confirmed' }[deedOf(errand)]
  await store.reports.put(deedOf(errand) === 'reopen' && done ? { ...row, correcting: undefined } : row)
  return done ? 'drop' : {}
}

/** The group has to look again; why stands in the strip of what was refused. */
export const refused: NonNullable<ErrandOwner['refused']> = async (store, errand) => {
  const row = await rowOf(store, errand)
  if (deedOf(errand) === 'confirm') await store.reports.put({ ...row, confirming: undefined })
  if (deedOf(errand) === 'reopen') await store.reports.put({ ...row, correcting: undefined })
}
