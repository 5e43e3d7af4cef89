import { type Api, Problem } from '../../core/api.ts'
import type { Store } from './db.ts'

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

/** What this tablet still owes to the server, lines and everything else. */
export async function owed(store: Store): Promise<number> {
  const waiting = (table: 'jobs' | 'errands') => store[table].where('state').equals('waiting').count()
  return (await waiting('jobs')) + (await waiting('errands'))
}

/**
 * Gives the session up once nothing waits here any more: the server takes this tablet's rights back, and its lines stay
 * on it. False while something is still on its way.
 */
export async function release(store: Store, api: Api): Promise<boolean> {
  const [context, device] = await Promise.all([store.fact('context'), store.fact('device')])
  if (!context || !device || (await owed(store))) return false
  try {
    await api.delete(`/api/sessions/forums/${context.forum.id}/devices/${device.id}`)
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error // 401: it has been given up already, the answer was lost
  }
  await store.keep('handover', 'gone')
  return true
}
