import type { Text } from '../../core/i18n.ts'
import { uuidv7 } from '../../core/uuid.ts'
import type { Store } from '../store/db.ts'
import { addErrand } from '../store/errands.ts'
import { type Arrangement, arrangementOf, type GroupRow, merge, now, placed, same, type Step, type Told, tray } from './groups.ts'

/** What a tablet does with its session's groups. Each verb resolves when the change, its errand and its way back are on the disk. */

export interface Place {
  forum_id: string
  session_id: string
}

export const pathOf = ({ forum_id, session_id }: Place) => `/api/facilitation/forums/${forum_id}/sessions/${session_id}/groups`

export const rowsOf = (store: Store, session: string): Promise<GroupRow[]> => store.groups.where('session_id').equals(session).toArray()

/** Puts a card into a group, or into the tray. Within the group it stands before what stood at `at`. */
export function move(store: Store, place: Place, card: string, to: string, at?: number): Promise<void> {
  return deed(store, place, async (rows, change) => {
    for (const row of rows) {
      const here = now(row)
      if (row.id !== to && here?.suggestion_ids.includes(card)) change(row, { ...here, suggestion_ids: here.suggestion_ids.filter((id) => id !== card) })
    }
    const row = rows.find(({ id }) => id === to)
    const here = row && now(row)
    if (to !== tray && here && !here.dissolved) change(row, { ...here, suggestion_ids: placed(here.suggestion_ids, card, at) })
  })
}

/** Makes a group after the others, with a card in it or none. Returns its id. */
export async function makeGroup(store: Store, place: Place, card?: string): Promise<string> {
  const id = uuidv7()
  await deed(store, place, async (rows, change) => {
    const position = Math.max(0, ...rows.map((row) => now(row)?.position ?? 0)) + 1
    for (const row of rows) {
      const here = now(row)
      if (card && here?.suggestion_ids.includes(card)) change(row, { ...here, suggestion_ids: here.suggestion_ids.filter((one) => one !== card) })
    }
    change({ ...place, id, version: 0 }, { title: {}, suggestion_ids: card ? [card] : [], position, dissolved: false })
  })
  return id
}

export function nameGroup(store: Store, place: Place, id: string, title: Text): Promise<void> {
  return one(store, place, id, (here) => ({ ...here, title }))
}

export function dissolve(store: Store, place: Place, id: string): Promise<void> {
  return one(store, place, id, (here) => ({ ...here, suggestion_ids: [], dissolved: true }))
}

/** Changes places with the group before or after it. */
export function shift(store: Store, place: Place, order: readonly string[], id: string, by: -1 | 1): Promise<void> {
  return deed(store, place, async (rows, change) => {
    const to = order.indexOf(id) + by
    if (to < 0 || to >= order.length) return
    const next = order.toSpliced(order.indexOf(id), 1).toSpliced(to, 0, id)
    next.forEach((id, i) => {
      const row = rows.find((row) => row.id === id)
      const here = row && now(row)
      if (here && here.position !== i + 1) change(row, { ...here, position: i + 1 })
    })
  })
}

/** Takes the last deed back: what others have done since stays. Returns false when there is none. */
export function undo(store: Store, place: Place): Promise<boolean> {
  return store.atomically(async () => {
    const step = await store.groupSteps.where('session_id').equals(place.session_id).last()
    if (!step) return false
    await store.groupSteps.delete(step.seq!)
    for (const { id, before, after } of step.changes) {
      const row = await store.groups.get(id)
      const here = row && now(row)
      if (!here) continue
      const back = before ?? { ...after, suggestion_ids: [], dissolved: true }
      // A dissolved group stays dissolved on every tablet: what it was comes back as a new one.
      if (here.dissolved && !back.dissolved) await put(store, { ...place, id: uuidv7(), version: 0 }, back)
      else await put(store, row, merge(after, back, here))
    }
    return true
  })
}

export function takeIn(store: Store, place: Place, told: readonly Told[]): Promise<void> {
  return store.atomically(async () => {
    for (const group of told) {
      const row = (await store.groups.get(group.id)) ?? { ...place, id: group.id, version: 0 }
      if (group.version > row.version) await store.groups.put(settle(row, group))
      await leaveOthers(store, place, group)
    }
  })
}

/** The row when the server has told what stands there now: ours that waits is put on that ground. */
export function settle(row: GroupRow, told: Told, base = row.server): GroupRow {
  const server = arrangementOf(told)
  const mine = row.mine && merge(base, row.mine, server)
  return { ...row, version: told.version, server, mine: mine && !same(mine, server) ? mine : undefined }
}

/** A card lies in one group only: what the server has here it has nowhere else, whatever order its news arrive in. */
async function leaveOthers(store: Store, place: Place, { id, suggestion_ids }: Told): Promise<void> {
  const without = (here: Arrangement | undefined, keep: (card: string) => boolean) =>
    here && { ...here, suggestion_ids: here.suggestion_ids.filter((card) => !suggestion_ids.includes(card) || keep(card)) }
  for (const row of await rowsOf(store, place.session_id)) {
    if (row.id === id || !now(row)?.suggestion_ids.some((card) => suggestion_ids.includes(card))) continue
    const ours = (card: string) => !row.server?.suggestion_ids.includes(card)
    await store.groups.put({ ...row, server: without(row.server, () => false), mine: without(row.mine, ours) })
  }
}

type Change = (row: GroupRow, to: Arrangement) => void

function one(store: Store, place: Place, id: string, to: (here: Arrangement) => Arrangement): Promise<void> {
  return deed(store, place, async (rows, change) => {
    const row = rows.find((row) => row.id === id)
    const here = row && now(row)
    if (here && !here.dissolved) change(row, to(here))
  })
}

async function deed(store: Store, place: Place, work: (rows: GroupRow[], change: Change) => Promise<void>): Promise<void> {
  await store.atomically(async () => {
    const wanted = new Map<GroupRow, Arrangement>()
    await work(await rowsOf(store, place.session_id), (row, to) => void wanted.set(row, to))
    const changes: Step['changes'] = []
    for (const [row, after] of wanted) {
      const before = now(row) ?? null
      if (before && same(before, after)) continue
      changes.push({ id: row.id, before, after })
      await put(store, row, after)
    }
    if (changes.length) await store.groupSteps.add({ session_id: place.session_id, changes })
  })
}

/** What is sent is read from the row when it is sent, so a hundred drags of one group are one request. */
async function put(store: Store, row: GroupRow, mine: Arrangement): Promise<void> {
  await store.groups.put({ ...row, mine })
  const { forum_id, session_id, id } = row
  const key = `group:${id}`
  const path = `${pathOf(row)}/${id}`
  await addErrand(store, { forum_id, session_id, kind: 'group', key, method: mine.dissolved ? 'DELETE' : 'PUT', path }, { replace: true })
}
