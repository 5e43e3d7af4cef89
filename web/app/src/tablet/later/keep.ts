import { lineOf } from '../lines/jobs.ts'
import type { Store } from '../store/db.ts'
import { addErrand } from '../store/errands.ts'
import type { Context } from '../place/types.ts'
import type { Line } from '../lines/types.ts'
import { type Deed, type Here, isOffered, nowhere, type OfferRow, standing, type Told } from './offers.ts'

/** Keeping a line for later and answering offers. Each verb resolves when it is on the disk, its errand with it. */

export const hereOf = ({ forum, session, theme }: Context): Here => ({ forum_id: forum.id, session_id: session.id, theme_id: theme?.id ?? session.theme_id ?? '' })

export function park(store: Store, here: Here, line: Line, to: { session_id?: string; theme_id?: string }): Promise<void> {
  return store.atomically(async () => {
    const known = await store.offers.get(line.id)
    const row: OfferRow = known ?? {
      id: line.id, forum_id: line.forum_id, session_id: here.session_id, said_in: here.session_id, version: 0,
      number: line.server?.number ?? 0, text: line.text, language: line.language, server: nowhere, offered: false,
    }
    await put(store, here, { ...row, text: line.text }, { verb: 'park', ...to })
  })
}

export function answer(store: Store, here: Here, id: string, deed: Deed): Promise<void> {
  return store.atomically(async () => {
    const row = await store.offers.get(id)
    if (row) await put(store, here, row, deed)
  })
}

async function put(store: Store, here: Here, row: OfferRow, mine: Deed): Promise<void> {
  await keepRow(store, here, { ...row, mine })
  const { forum_id, session_id, id } = row
  const path = `/api/facilitation/forums/${forum_id}/suggestions/${id}`
  // Parked and taken back before there was a network: only where it stands in the end is told.
  await addErrand(store, { forum_id, session_id, kind: 'offer', key: `offer:${id}`, method: 'POST', path }, { replace: true })
}

export async function takeIn(store: Store, here: Here, told: readonly Told[]): Promise<void> {
  // Most of what is said in a forum is never kept for later, and keeps nobody waiting here.
  const rows = new Set(await store.offers.where('id').anyOf(told.map(({ id }) => id)).primaryKeys())
  const concerning = told.filter((one) => rows.has(one.id) || one.state === 'parked' || one.taken_session_id === here.session_id)
  if (!concerning.length) return
  await store.atomically(async () => {
    for (const one of concerning) {
      const known = await store.offers.get(one.id)
      if (known && known.version >= one.version) continue
      await keepRow(store, here, rowOf(here, one, known?.mine))
    }
  })
}

export function rowOf({ forum_id, session_id }: Here, told: Told, mine?: Deed): Omit<OfferRow, 'offered'> {
  const { id, version, number, text, language, session_id: said_in } = told
  const { state, parked_theme_id, parked_session_id, taken_session_id, declined_session_id } = told
  const server = { state, parked_theme_id, parked_session_id, taken_session_id, declined_session_id }
  return { id, forum_id, session_id, said_in, version, number, text, language, server, mine }
}

/** The list of lines shows it too. */
export async function keepRow(store: Store, here: Here, row: Omit<OfferRow, 'offered'>): Promise<void> {
  await store.offers.put({ ...row, offered: isOffered(row, here) })
  const line = await lineOf(store, row.id)
  if (line) await store.lines.update(line.pos!, { parked: standing(row).state === 'parked' })
}
