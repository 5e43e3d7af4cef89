import type { Store } from '../store/db.ts'
import type { ErrandOwner } from '../store/verb.ts'
import type { Errand } from '../store/types.ts'
import { hereOf, keepRow, rowOf } from './keep.ts'
import type { Here, Told } from './offers.ts'

const rowAt = (store: Store, { key }: Errand) => store.offers.get(key.slice('offer:'.length))

export const request: NonNullable<ErrandOwner['request']> = async (store, errand) => {
  const row = await rowAt(store, errand)
  if (!row?.mine) return undefined
  const { verb, ...body } = row.mine
  const who = verb === 'take' || verb === 'decline' ? { session_id: row.session_id } : {}
  return { path: `${errand.path}/${verb}`, body: { ...body, ...who } }
}

export const answered: NonNullable<ErrandOwner['answered']> = async (store, errand, answer) => {
  const row = await rowAt(store, errand)
  if (!row) return
  const at = await here(store, errand)
  const more = await store.errands.where('key').equals(errand.key).count()
  await keepRow(store, at, rowOf(at, answer as Told, more > 1 ? row.mine : undefined))
}

/** Somebody else has taken it, or it is not offered any more: here it stands again as the server told it last. */
export const refused: NonNullable<ErrandOwner['refused']> = async (store, errand) => {
  const row = await rowAt(store, errand)
  if (row) await keepRow(store, await here(store, errand), { ...row, mine: undefined })
}

/** A tablet that was paired again answers for the session in which the deed was done. */
async function here(store: Store, { forum_id, session_id }: Errand): Promise<Here> {
  const context = await store.fact('context')
  return context?.session.id === session_id ? hereOf(context) : { forum_id, session_id, theme_id: '' }
}
