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

export async function keepTime(store: Store, clock: Clock, headers: Headers): Promise<void> {
  const date = Date.parse(headers.get('Date') ?? '')
  if (!Number.isNaN(date)) await store.keep('clock_offset', clock.sync(date))
}
