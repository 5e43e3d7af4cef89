import { type Api, createApi, Problem } from '../../core/api.ts'
import type { Language } from '../../core/i18n.ts'
import type { Store } from './db.ts'
import type { Device } from './types.ts'

/**
 * The tablet's way to the server: the token of the forum that is spoken to, renewed with the device's secret when it has run
 * out. Where this tablet was never paired it shows what it has, and the server says why that is not enough.
 */
export function tabletApi(store: Store, language: () => Language, options: { origin?: string; fetch?: typeof fetch } = {}): Api {
  const plain = createApi({ ...options, language })

  async function renew(forum: string): Promise<boolean> {
    const device = await deviceIn(store, forum)
    if (!device) return false
    try {
      const path = `/api/sessions/devices/${device.id}/token`
      const { access_token } = await plain.post<{ access_token: string }>(path, { secret: device.secret })
      await store.atomically(async () => {
        if (await pairedAgainSince(device)) return
        const keys = (await store.fact('keys')) ?? {}
        const key = keys[forum]
        if (key?.secret === device.secret) await store.keep('keys', { ...keys, [forum]: { ...key, access_token } })
        else await store.keep('device', { ...device, access_token })
      })
      return true
    } catch (error) {
      // Revoked: the queue stays, a new code lets it go on.
      if (error instanceof Problem && error.status === 401) return pairedAgainSince(device)
      throw error
    }

    /** The new pairing brought a token of its own; one that the old secret got must not take its place. */
    async function pairedAgainSince(device: Device): Promise<boolean> {
      return (await deviceIn(store, forum))?.secret !== device.secret
    }
  }

  const renewing = new Map<string, Promise<boolean>>() // one renewal serves every request of a forum that met the 401
  return createApi({
    ...options,
    language,
    token: async (path) => (await deviceIn(store, forumOf(path)))?.access_token,
    renew: (path) => {
      const forum = forumOf(path)
      const begun = renewing.get(forum) ?? renew(forum).finally(() => renewing.delete(forum))
      renewing.set(forum, begun)
      return begun
    },
  })
}

const forumOf = (path: string): string => /\/forums\/([^/?]+)/.exec(path)?.[1] ?? ''

/** As what this tablet speaks in a forum. */
async function deviceIn(store: Store, forum: string): Promise<Device | undefined> {
  const [device, keys] = await Promise.all([store.fact('device'), store.fact('keys')])
  const key = keys?.[forum]
  return key ? { id: key.id, secret: key.secret, access_token: key.access_token, name: key.name } : device
}
