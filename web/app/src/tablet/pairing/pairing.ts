import { type Api, Problem } from '../../core/api.ts'
import type { Clock } from '../../core/clock.ts'
import type { Text } from '../../core/i18n.ts'
import { readCode } from '../../core/text.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { keepTime, standIn } from '../place/context.ts'
import type { Store } from '../store/db.ts'
import type { Context } from '../place/types.ts'

interface Redeemed extends Context {
  device_id: string
  secret: string
  access_token: string
}

/** A session that a printed code lets this tablet choose. */
export interface Chosen {
  id: string
  yurt: number
  title: Text
}

/** The code asks which session this tablet is to be. */
export const choiceIn = (error: unknown): readonly Chosen[] | undefined =>
  error instanceof Problem && error.code === 'pairing_choose' ? (error.extra.sessions as readonly Chosen[]) : undefined

/** The code in what was typed, or in the address that a QR holds. */
export function pairingCode(typed: string): string {
  const code = /[#&?]pair=([^&]+)/.exec(typed)?.[1]
  try {
    return readCode(decodeURIComponent(code ?? typed))
  } catch {
    return readCode(typed) // a lone % is no part of any code
  }
}

/** Makes this tablet a tablet of the session that the code stands for. Lines of an earlier session stay and are still sent. */
export async function pair(store: Store, api: Api, clock: Clock, code: string, name: string, session?: string): Promise<void> {
  const { body, headers } = await redeem(store, api, pairingCode(code), name, session)
  const { device_id, secret, access_token, ...context } = body
  await store.atomically(async () => {
    await keepKey(store, context)
    await store.keep('device', { id: device_id, secret, access_token, name })
    await store.forget('handover')
    await store.forget('pin') // the organiser's code is the way out of a forgotten one
    await standIn(store, context)
  })
  await keepTime(store, clock, headers)
}

/** The rights in another forum stay good: what was typed there is still sent there. */
async function keepKey(store: Store, next: Context): Promise<void> {
  const [device, context, known, refusals] = await Promise.all([store.fact('device'), store.fact('context'), store.fact('keys'), store.fact('refusals')])
  const keys = { ...known, ...(device && context && { [context.forum.id]: { ...device, forum: context.forum.title } }) }
  const others = <T>(all: Readonly<Record<string, T>> = {}) => Object.fromEntries(Object.entries(all).filter(([forum]) => forum !== next.forum.id))
  await store.keep('keys', others(keys))
  await store.keep('refusals', others(refusals))
}

/** A tablet that is known shows its secret; one that has lost it is a new tablet. */
async function redeem(store: Store, api: Api, code: string, name: string, session?: string) {
  const ask = async () =>
    api.call<Redeemed>('/api/sessions/pairings/redeem', {
      method: 'POST',
      body: { code, device_id: await ownName(store), secret: (await store.fact('device'))?.secret, name, session_id: session },
    })
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'device_known')) throw error
    await store.keep('device_id', uuidv7())
    return ask()
  }
}

/** On the disk before it is told: when the answer is lost, the same tablet redeems its code again. */
function ownName(store: Store): Promise<string> {
  return store.atomically(async () => {
    const id = (await store.fact('device_id')) ?? (await store.fact('device'))?.id ?? uuidv7()
    await store.keep('device_id', id)
    return id
  })
}
