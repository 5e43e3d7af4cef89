import { type Api, createApi, Problem } from '../../core/api.ts'
import type { Clock } from '../../core/clock.ts'
import type { Language } from '../../core/i18n.ts'
import { uuidv7 } from '../../core/uuid.ts'
import type { Store } from './db.ts'
import { led } from './led.ts'
import type { Context, Device } from './types.ts'

interface Redeemed extends Context {
  device_id: string
  secret: string
  access_token: string
}

/** "k7 3f-92qx" and the address in a QR both give the code; letters that look like digits are read as digits. */
export function readCode(typed: string): string {
  const code = /[#&?]pair=([^&]+)/.exec(typed)?.[1] ?? typed
  return decodeURIComponent(code).toUpperCase().replace(/[^0-9A-Z]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
}

/** Makes this tablet a tablet of the session that the code stands for. Lines of an earlier session stay and are still sent. */
export async function pair(store: Store, api: Api, clock: Clock, code: string, name: string): Promise<void> {
  const id = await ownName(store)
  const { body, headers } = await api.call<Redeemed>('/api/sessions/pairings/redeem', {
    method: 'POST',
    body: { code: readCode(code), device_id: id, name },
  })
  const { device_id, secret, access_token, ...context } = body
  await store.atomically(async () => {
    await store.keep('device', { id: device_id, secret, access_token, name })
    // Another yurt's people, and who was speaking there, are nobody's business here.
    await store.people.clear()
    await store.forget('handover')
    await store.forget('pin') // the organiser's code is the way out of a forgotten one
    await store.forget('dictation') // the next facilitator is asked anew
    await store.forget('speaker')
    await store.forget('passes')
    await keepContext(store, context)
    await store.forget('steps')
    await store.forget('apart')
  })
  await keepTime(store, clock, headers)
}

/** On the disk before it is told: when the answer is lost, the same tablet redeems its code again. */
function ownName(store: Store): Promise<string> {
  return store.atomically(async () => {
    const id = (await store.fact('device_id')) ?? (await store.fact('device'))?.id ?? uuidv7()
    await store.keep('device_id', id)
    return id
  })
}

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
    if ((await store.fact('context'))?.session.id !== known.session.id) return
    await keepContext(store, { ...body, rounds: led(body.rounds ?? [], (await store.fact('steps')) ?? []) })
  })
}

async function keepContext(store: Store, { forum, theme, session, rounds, themes }: Context): Promise<void> {
  await store.keep('context', { forum, theme, session, rounds: rounds ?? [], themes: themes ?? [] })
}

async function keepTime(store: Store, clock: Clock, headers: Headers): Promise<void> {
  const date = Date.parse(headers.get('Date') ?? '')
  if (!Number.isNaN(date)) await store.keep('clock_offset', clock.sync(date))
}

/** The tablet's way to the server: its token, renewed with the device's secret when it has run out. */
export function tabletApi(store: Store, language: () => Language, options: { origin?: string; fetch?: typeof fetch } = {}): Api {
  const plain = createApi({ ...options, language })

  async function renew(): Promise<boolean> {
    const device = await store.fact('device')
    if (!device) return false
    try {
      const path = `/api/sessions/devices/${device.id}/token`
      const { access_token } = await plain.post<{ access_token: string }>(path, { secret: device.secret })
      await store.atomically(async () => {
        if (!(await pairedAgainSince(device))) await store.keep('device', { ...device, access_token })
      })
      return true
    } catch (error) {
      // Revoked: the queue stays, a new code lets it go on.
      if (error instanceof Problem && error.status === 401) return pairedAgainSince(device)
      throw error
    }
  }

  /** The new pairing brought a token of its own; one that the old secret got must not take its place. */
  async function pairedAgainSince(device: Device): Promise<boolean> {
    return (await store.fact('device'))?.secret !== device.secret
  }

  let renewing: Promise<boolean> | undefined // one renewal serves every request that met the 401
  return createApi({
    ...options,
    language,
    token: async () => (await store.fact('device'))?.access_token,
    renew: () => (renewing ??= renew().finally(() => (renewing = undefined))),
  })
}
