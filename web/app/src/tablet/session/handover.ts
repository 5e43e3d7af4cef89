import { type Api, Problem } from '../../core/api.ts'
import type { Store } from '../store/db.ts'
import { owed } from '../lines/owed.ts'

export interface PairingCode {
  code: string
  expires_at: string
  url: string
}

/** Asks the server for a code of this tablet's own session, for another tablet to be paired with. */
export async function handOverCode(store: Store, api: Api): Promise<PairingCode> {
  const context = await store.fact('context')
  if (!context) throw new Error('the tablet is not paired')
  return api.post(`/api/sessions/forums/${context.forum.id}/sessions/${context.session.id}/pairings`)
}

/**
 * Gives the session up once nothing is on its way any more: the server takes this tablet's rights back in every forum that it
 * was paired to, and its lines stay on it. False while something is still going, and while there is something that cannot go,
 * unless a person says that it may stay here (`all`).
 */
export async function release(store: Store, api: Api, { all = false } = {}): Promise<boolean> {
  const [context, device, keys = {}] = await Promise.all([store.fact('context'), store.fact('device'), store.fact('keys')])
  if (!context || !device) return false
  const { going, stranded, parked } = await owed(store)
  if (going || ((stranded.size || parked) && !all)) return false
  for (const forum of new Set([...Object.keys(keys), context.forum.id])) {
    await api.delete(`/api/sessions/forums/${forum}/devices/${device.id}`).catch((error: unknown) => {
      // 401: it has been given up already, the answer was lost. Whatever else is refused for good has no rights left to give up.
      if (!(error instanceof Problem) || ![401, 403, 404].includes(error.status)) throw error
    })
  }
  await store.keep('handover', 'gone')
  return true
}
