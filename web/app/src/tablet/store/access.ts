import { type Api, createApi, Problem } from '../../core/api.ts'
import type { Language } from '../../core/i18n.ts'
import type { Store } from './db.ts'
import type { Device } from './types.ts'

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
