import { Problem } from '../../core/api.ts'
import type { Store } from './db.ts'

/** Writes down why a forum refuses; undefined: it does not any more. */
export async function tellRefusal(store: Store, forum: string, error: unknown): Promise<void> {
  if (error !== undefined && !(error instanceof Problem)) return
  await store.atomically(async () => {
    const code = error?.status === 401 ? 'device_revoked' : error?.code // an old token is no reason; that there is no new one is
    const { [forum]: known, ...others } = (await store.fact('refusals')) ?? {}
    if (code !== known?.code) await store.keep('refusals', { ...others, ...(code && { [forum]: { code, detail: error!.detail } }) })
  })
}
