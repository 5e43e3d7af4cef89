import type { Api } from '../../core/api.ts'
import type { Clock } from '../../core/clock.ts'
import { follow, type LiveEvent } from '../../core/live.ts'
import { refreshContext } from './context.ts'
import type { Store } from './db.ts'
import { Errands } from './errands.ts'
import { hear, hearAll, unlessRefused } from './hearing.ts'
import { Outbox } from './outbox.ts'
import { networkAfter } from './pace.ts'
import { takeIn, type Told } from './receive.ts'
import { tellRefusal } from './stranded.ts'
import { keepTelling, tellSteps } from './tellSteps.ts'
import type { Network } from './types.ts'

/** Live events are taken in together: what comes sooner after the last ones waits for this long. */
const gatherMs = 250

/** Keeps this tablet and the server the same until the signal is aborted. If one half fails, the other stops with it. `began` is given the way to try at once. */
export async function keepInStep(store: Store, api: Api, clock: Clock, until: AbortSignal, began: (retry: () => void) => void): Promise<void> {
  const failed = new AbortController()
  const signal = AbortSignal.any([until, failed.signal])
  const network: Tell = (state, forum, error) => void tellNetwork(store, state, forum, error).catch(console.warn)
  const outbox = new Outbox({ store, api, onNetwork: network })
  const errands = new Errands({ store, api, onNetwork: network })
  const back = () => {
    outbox.retryNow()
    errands.retryNow()
  }
  const gone = () => void keepNetwork(store, 'offline').catch(console.warn)
  addEventListener('online', back, { signal })
  addEventListener('offline', gone, { signal })
  began(back)
  try {
    await Promise.all([outbox.run(signal), errands.run(signal), followForum(store, api, clock, back, network, signal)])
  } finally {
    failed.abort()
  }
}

type Tell = (state: Network, forum: string, error?: unknown) => void

/** The screen tells of the forum that the tablet is in; why another one takes nothing is kept beside what waits for it (stranded.ts). */
async function tellNetwork(store: Store, state: Network, forum: string, error: unknown): Promise<void> {
  await tellRefusal(store, forum, state === 'refused' || state === 'revoked' ? error : state === 'online' ? undefined : 'unchanged')
  if ((await store.fact('context'))?.forum.id === forum) await keepNetwork(store, state)
}

/** Written down and not only remembered, so that every tab of this profile shows it. */
async function keepNetwork(store: Store, state: Network): Promise<void> {
  if ((await store.fact('network')) !== state) await store.keep('network', state)
}

async function followForum(store: Store, api: Api, clock: Clock, back: () => void, network: Tell, signal: AbortSignal) {
  const context = await store.fact('context')
  if (!context) return
  const { forum, session } = context
  const live = (service: string, onEvents: (events: readonly LiveEvent[]) => Promise<void>, onState?: (open: boolean) => void) =>
    follow({ api, path: `/api/${service}/forums/${forum.id}/live`, signal, onEvents, gatherMs, onState, onError: (error) => network(networkAfter(error), forum.id, error) })

  await Promise.all([
    live(
      'facilitation',
      async (news) => {
        // The stream is open first and the list is read second, so nothing falls between the two.
        if (opened(news)) {
          await readAll(store, api, forum.id, session.id)
          await hearAll({ store, api }, context)
        }
        await hear({ store, api }, context, news)
        await takeIn(store, await ofThisList(store, session.id, news), session.id)
      },
      (open) => {
        if (open) network('online', forum.id)
        if (open) back()
      },
    ),
    live('sessions', async (news) => {
      const heard = (names: RegExp) => opened(news) || news.some(({ name }) => names.test(name))
      if (opened(news)) await tellSteps({ store, api, clock })
      if (heard(/^(Round|Session|Theme|Forum)/)) await refreshContext(store, api, clock)
      if (heard(/^(Participant(Seated|Erased)|ConsentChanged)$/)) await unlessRefused(async () => (await import('./people.ts')).refreshPeople(store, api))
    }),
    keepTelling({ store, api, clock }, signal),
  ])
}

async function readAll(store: Store, api: Api, forum: string, session: string): Promise<void> {
  // Most of it is known from before; looking each up would take a long list seconds.
  const mine = await store.lines.where('session_id').equals(session).toArray()
  const known = new Map(mine.map(({ id, server }) => [id, server?.received_at ? server.version : 0]))
  let after: string | undefined = ''
  do {
    const page: { items: Told[]; next: string } = await api.get(`/api/facilitation/forums/${forum}/suggestions`, {
      session_id: session,
      limit: 500,
      after,
    })
    await takeIn(store, (page.items ?? []).filter(({ id, version }) => version > (known.get(id) ?? 0)), session)
    after = page.next
  } while (after)
}

const opened = (news: readonly LiveEvent[]) => news.some(({ name }) => name === 'ready')

/** Of all that is said in the forum: what stands on this session's list, or on this tablet because it once did. */
async function ofThisList(store: Store, session: string, news: readonly LiveEvent[]): Promise<Told[]> {
  const told = news.flatMap(({ name, data }) => (name.startsWith('Suggestion') ? (fromEvent(data) ?? []) : []))
  const isHere = (one: Told) => one.session_id === session || one.taken_session_id === session
  const others = told.filter((one) => !isHere(one)).map(({ id }) => id)
  const known = new Set((await store.lines.where('id').anyOf(others).toArray()).map(({ id }) => id))
  return told.filter((one) => isHere(one) || known.has(one.id))
}

/** Events name the suggestion `suggestion_id`, lists name it `id`. */
function fromEvent(data: unknown): Told | undefined {
  const { suggestion_id: id, ...rest } = data as Told & { suggestion_id?: string }
  return id ? { ...rest, id } : undefined
}
