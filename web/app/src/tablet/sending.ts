import type { Tools } from './hearing.ts'
import type { Noun } from './noun.ts'
import { unceasingly } from './store/leader.ts'

const sync = () => import('./sync.ts')

/** Tries now what waits. Set while this tab is the one that sends. */
export let sendNow = () => {}

/** With what a tablet cannot do without; the rest is loaded when it is used. What fails is asked for again when it is needed. */
export function loadSending(nouns: readonly Noun[]): void {
  void sync().catch(() => {})
  for (const { hears, keeps, verbs = {} } of nouns.filter(({ hears }) => hears?.needed)) {
    for (const load of [hears?.load, keeps, ...Object.values(verbs).map(({ load }) => load)]) void load?.().catch(() => {})
  }
}

/**
 * Keeps this tablet and the server the same, in the tab that writes (leader.ts). The list opens without what does it,
 * which follows at once and in every tab: one that takes over later may find no network and no older version of the app.
 */
export function keepSending(tools: Tools, nouns: readonly Noun[]): () => void {
  return unceasingly(async (signal) => {
    if (!navigator.onLine) await tools.store.keep('network', 'offline') // known before anything is tried
    await (await sync()).keepInStep(tools, nouns, signal, (retry) => (sendNow = retry))
  })
}
