import type { Api } from '../../core/api.ts'
import type { Clock } from '../../core/clock.ts'
import { follow, type LiveEvent } from '../../core/live.ts'
import { refreshContext } from './context.ts'
import type { Store } from './db.ts'
import { Errands } from './errands.ts'
import { hearAll, hearOne, unlessRefused } from './hearing.ts'
import { Outbox } from './outbox.ts'
import { networkAfter } from './pace.ts'
import { takeIn, type Told } from './receive.ts'
import { keepTelling, tellSteps } from './tellSteps.ts'
import type { Network } from './types.ts'

/** Keeps this tablet and the server the same until the signal is aborted. If one half fails, the other stops with it. `began` is given the way to try at once. */
export async function keepInStep(store: Store, api: Api, clock: Clock, until: AbortSignal, began: (retry: () => void) => void): Promise<void> {
  const failed = new AbortController()
  const signal = AbortSignal.any([until, failed.signal])
  const network = (state: Network) => void tellNetwork(store, state).catch(console.warn)
  const outbox = new Outbox({ store, api, onNetwork: network })
  const errands = new Errands({ store, api, onNetwork: network })
  const back = () => {
    outbox.retryNow()
    errands.retryNow()
  }
  const gone = () => network('offline')
  addEventListener('online', back, { signal })
  addEventListener('offline', gone, { signal })
  began(back)
  try {
    await Promise.all([outbox.run(signal), errands.run(signal), followForum(store, api, clock, back, network, signal)])
  } finally {
    failed.abort()
  }
}

/** Written down and not only remembered, so that every tab of this profile shows it. */
async function tellNetwork(store: Store, state: Network): Promise<void> {
  if ((await store.fact('network')) !== state) await store.keep('network', state)
}

async function followForum(store: Store, api: Api, clock: Clock, back: () => void, network: (state: Network) => void, signal: AbortSignal) {
  const context = await store.fact('context')
  if (!context) return
  const { forum, session } = context
  const live = (service: string, onEvent: (event: LiveEvent) => Promise<void>, onState?: (open: boolean) => void) =>
    follow({ api, path: `/api/${service}/forums/${forum.id}/live`, signal, onEvent, onState, onError: (error) => network(networkAfter(error)) })

  await Promise.all([
    live(
      'facilitation',
      async ({ name, data }) => {
        // The stream is open first and the list is read second, so nothing falls between the two.
        if (name === 'ready') {
          await readAll(store, api, forum.id, session.id)
          return hearAll({ store, api }, context)
        }
        await hearOne({ store, api }, context, name, data)
        const told = name.startsWith('Suggestion') ? fromEvent(data) : undefined
        if (told && (told.session_id === session.id || told.taken_session_id === session.id || (await store.line(told.id)))) await takeIn(store, [told], session.id)
      },
      (open) => {
        if (open) network('online')
        if (open) back()
      },
    ),
    live('sessions', async ({ name }) => {
      if (name === 'ready') await tellSteps({ store, api, clock })
      if (name === 'ready' || /^(Round|Session|Theme|Forum)/.test(name)) await refreshContext(store, api, clock)
      if (name === 'ready' || name === 'ParticipantSeated' || name === 'ParticipantErased') {
        await unlessRefused(async () => (await import('./people.ts')).refreshPeople(store, api))
      }
    }),
    keepTelling({ store, api, clock }, signal),
  ])
}

async function readAll(store: Store, api: Api, forum: string, session: string): Promise<void> {
  let after: string | undefined = ''
  do {
    const page: { items: Told[]; next: string } = await api.get(`/api/facilitation/forums/${forum}/suggestions`, {
      session_id: session,
      limit: 500,
      after,
    })
    await takeIn(store, page.items ?? [], session)
    after = page.next
  } while (after)
}

/** Events name the suggestion `suggestion_id`, lists name it `id`. */
function fromEvent(data: unknown): Told | undefined {
  const { suggestion_id: id, ...rest } = data as Told & { suggestion_id?: string }
  return id ? { ...rest, id } : undefined
}
