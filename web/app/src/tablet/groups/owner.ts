import type { Problem } from '../../core/api.ts'
import { excessOf } from '../../core/length.ts'
import type { Store } from '../store/db.ts'
import { type AfterConflict, type ErrandOwner, tooLong } from '../store/verb.ts'
import type { Errand } from '../store/types.ts'
import { pathOf, settle, takeIn } from './keep.ts'
import { type Arrangement, arrangementOf, type GroupRow, longestTitle, same, type Told } from './groups.ts'

const rowOf = (store: Store, { key }: Errand) => store.groups.get(key.slice('group:'.length))

export const request: NonNullable<ErrandOwner['request']> = async (store, errand) => {
  const row = await rowOf(store, errand)
  if (!row?.mine) return undefined
  const path = `${pathOf(row)}/${row.id}`
  const { title, suggestion_ids, position, dissolved } = row.mine
  if (!dissolved && [title.kk, title.ru].some((name = '') => excessOf(name, longestTitle))) return tooLong
  if (!dissolved) return { path, method: 'PUT', body: { title: words(title), suggestion_ids, position, base_version: row.version } }
  if (!row.version) {
    await store.groups.delete(row.id) // made and taken apart before the server ever heard of it
    return undefined
  }
  return { path: `${path}?base_version=${row.version}`, method: 'DELETE', body: undefined }
}

const words = ({ kk, ru }: Arrangement['title']) => ({ kk: kk || undefined, ru: ru || undefined })

export const answered: NonNullable<ErrandOwner['answered']> = async (store, errand, answer) => {
  const row = await rowOf(store, errand)
  if (!row) return
  const told = (answer as Told | undefined) ?? dissolvedNow(row)
  if (told.version < row.version) return // the live stream was quicker
  // What was dragged on while the request was under way grew from what was sent, which is what stands there now.
  await store.groups.put(settle(row, told, arrangementOf(told)))
  await takeIn(store, row, [told])
}

/** A deletion is answered with nothing. */
function dissolvedNow(row: GroupRow): Told {
  return { id: row.id, version: row.version + 1, state: 'dissolved', title: row.mine?.title ?? {}, suggestion_ids: [], position: 0 }
}

export const disagreed: NonNullable<ErrandOwner['disagreed']> = async (store, errand, problem) => {
  const row = await rowOf(store, errand)
  if (!row) return 'drop'
  return store.atomically(() => judge(store, row, problem))
}

async function judge(store: Store, row: GroupRow, problem: Problem): Promise<AfterConflict> {
  const newer = problem.extra.newer as Told | undefined
  if (problem.code === 'group_dissolved') {
    await store.groups.put(settle(row, { ...dissolvedNow(row), version: row.version }))
    return 'drop'
  }
  if (!newer) return 'park'
  const settled = settle(row, newer)
  await store.groups.put(settled)
  return settled.mine && !same(settled.mine, arrangementOf(newer)) ? {} : 'drop'
}

/** The server will not have it: what it has stands here again, and why is told in the strip of what was refused. */
export const refused: NonNullable<ErrandOwner['refused']> = async (store, errand) => {
  const row = await rowOf(store, errand)
  if (row?.server) await store.groups.put({ ...row, mine: undefined })
}
