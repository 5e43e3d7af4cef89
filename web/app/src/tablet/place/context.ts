import type { Api } from '../../core/api.ts'
import type { Clock } from '../../core/clock.ts'
import type { Store } from '../store/db.ts'
import { led } from './led.ts'
import { noteChanges } from './sessionNews.ts'
import type { Context } from './types.ts'

/**
 * Asks again where this tablet stands: a round may have begun, a theme may have another name. An answer that comes
 * after the tablet was paired to another session is about a place it has left, and must not take it back there.
 */
export async function refreshContext(store: Store, api: Api, clock: Clock): Promise<void> {
  const known = await store.fact('context')
  if (!known) return
  const path = `/api/sessions/forums/${known.forum.id}/sessions/${known.session.id}/context`
  const { body, headers } = await api.call<Context>(path)
  await keepTime(store, clock, headers)
  await store.atomically(async () => {
    const here = (await store.fact('context'))?.session
    if (here?.id !== known.session.id) return
    await noteChanges(store, here, body.session)
    await keepContext(store, { ...body, rounds: led(body.rounds ?? [], (await store.fact('steps')) ?? []) })
  })
}

export async function keepContext(store: Store, { forum, theme, session, rounds, themes }: Context): Promise<void> {
  await store.keep('context', { forum, theme, session, rounds: rounds ?? [], themes: themes ?? [] })
}

/** Another session from here on. Lines of the one before stay and are still sent. Runs in a transaction of the store. */
export async function standIn(store: Store, context: Context): Promise<void> {
  // Another yurt's people, and who was speaking there, are nobody's business here.
  await store.people.clear()
  await store.forget('dictation') // the next facilitator is asked anew
  await store.forget('passes')
  await keepContext(store, context)
  await store.forget('session_before')
  await store.forget('steps')
  await store.forget('apart')
}

/** The session was cancelled, and this tablet goes to another one. Asking again after a lost answer changes nothing. */
export async function moveTo(store: Store, api: Api, clock: Clock, session: string): Promise<void> {
  const [context, device] = await Promise.all([store.fact('context'), store.fact('device')])
  if (!context || !device) return
  const { body, headers } = await api.call<Context>(`/api/sessions/forums/${context.forum.id}/devices/${device.id}`, { method: 'PATCH', body: { session_id: session } })
  await store.atomically(() => standIn(store, body))
  await keepTime(store, clock, headers)
}

export async function keepTime(store: Store, clock: Clock, headers: Headers): Promise<void> {
  const date = Date.parse(headers.get('Date') ?? '')
  if (!Number.isNaN(date)) await store.keep('clock_offset', clock.sync(date))
}
