import { follow, type LiveEvent } from '../core/live.ts'
import { hear, type Tools } from './hearing.ts'
import { type Noun, verbsOf } from './noun.ts'
import { tellOfItself } from './pulse.ts'
import type { Store } from './store/db.ts'
import { networkAfter } from './store/pace.ts'
import { Queue } from './store/queue.ts'
import { tellRefusal } from './store/refusals.ts'
import type { Network } from './store/types.ts'

/** Live events are taken in together: what comes sooner after the last ones waits for this long. */
const gatherMs = 250

/** Keeps this tablet and the server the same until the signal is aborted. If one half fails, the other stops with it. `began` is given the way to try at once. */
export async function keepInStep(tools: Tools, nouns: readonly Noun[], until: AbortSignal, began: (retry: () => void) => void): Promise<void> {
  const { store, api } = tools
  const failed = new AbortController()
  const signal = AbortSignal.any([until, failed.signal])
  const network: Tell = (state, forum, error) => void tellNetwork(store, state, forum, error).catch(console.warn)
  const queue = new Queue({ store, api, verbs: verbsOf(nouns), onNetwork: network })
  const back = () => queue.retryNow()
  const gone = () => void keepNetwork(store, 'offline').catch(console.warn)
  addEventListener('online', back, { signal })
  addEventListener('offline', gone, { signal })
  began(back)
  try {
    await Promise.all([queue.run(signal), followForum(tools, nouns, back, network, signal), tellOfItself(tools, signal)])
  } finally {
    failed.abort()
  }
}

type Tell = (state: Network, forum: string, error?: unknown) => void

/** The screen tells of the forum that the tablet is in; why another one takes nothing is kept beside what waits for it (refusals.ts). */
async function tellNetwork(store: Store, state: Network, forum: string, error: unknown): Promise<void> {
  await tellRefusal(store, forum, state === 'refused' || state === 'revoked' ? error : state === 'online' ? undefined : 'unchanged')
  if ((await store.fact('context'))?.forum.id === forum) await keepNetwork(store, state)
}

/** Written down and not only remembered, so that every tab of this profile shows it. */
async function keepNetwork(store: Store, state: Network): Promise<void> {
  if ((await store.fact('network')) !== state) await store.keep('network', state)
}

async function followForum(tools: Tools, nouns: readonly Noun[], back: () => void, network: Tell, signal: AbortSignal) {
  const context = await tools.store.fact('context')
  if (!context) return
  const forum = context.forum.id
  const live = (service: string, onState?: (open: boolean) => void) => {
    const hearings = nouns.flatMap(({ hears }) => (hears?.stream === service ? hears : []))
    const onEvents = (news: readonly LiveEvent[]) => hear(hearings, tools, context, news)
    return follow({ api: tools.api, path: `/api/${service}/forums/${forum}/live`, signal, onEvents, gatherMs, onState, onError: (error) => network(networkAfter(error), forum, error) })
  }
  const opened = (open: boolean) => {
    if (open) network('online', forum)
    if (open) back()
  }
  const kept = nouns.map(async ({ keeps }) => keeps && (await keeps())(tools, signal))
  await Promise.all([live('facilitation', opened), live('sessions'), ...kept])
}
