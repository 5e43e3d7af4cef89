import type { Api } from '../../core/api.ts'
import type { Clock } from '../../core/clock.ts'
import type { Store } from './db.ts'
import { unceasingly } from './leader.ts'

const sync = () => import('./sync.ts')

/** Tries now what waits. Set while this tab is the one that sends. */
export let sendNow = () => {}

export const loadSending = (): void => void sync().catch(() => {}) // asked for again when it is needed

/**
 * Keeps this tablet and the server the same, in the tab that writes (leader.ts). The list opens without what does it,
 * which follows at once and in every tab: one that takes over later may find no network and no older version of the app.
 */
export function keepSending(store: Store, api: Api, clock: Clock): () => void {
  return unceasingly(async (signal) => {
    if (!navigator.onLine) await store.keep('network', 'offline') // known before anything is tried
    await (await sync()).keepInStep(store, api, clock, signal, (retry) => (sendNow = retry))
  })
}
