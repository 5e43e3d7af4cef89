import type { Listener, News } from '../hearing.ts'
import type { Store } from '../store/db.ts'
import { takeIn, type Told } from './receive.ts'

export const ready: Listener['ready'] = async ({ store, api }, { forum, session }) => {
  // Most of it is known from before; looking each up would take a long list seconds.
  const mine = await store.lines.where('session_id').equals(session.id).toArray()
  const known = new Map(mine.map(({ id, server }) => [id, server?.received_at ? server.version : 0]))
  let after: string | undefined = ''
  do {
    const page: { items: Told[]; next: string } = await api.get(`/api/facilitation/forums/${forum.id}/suggestions`, { session_id: session.id, limit: 500, after })
    await takeIn(store, (page.items ?? []).filter(({ id, version }) => version > (known.get(id) ?? 0)), session.id)
    after = page.next
  } while (after)
}

export const heard: Listener['heard'] = async ({ store }, { session }, news) => takeIn(store, await ofThisList(store, session.id, news), session.id)

/** Of all that is said in the forum: what stands on this session's list, or on this tablet because it once did. */
async function ofThisList(store: Store, session: string, news: News): Promise<Told[]> {
  const told = news.flatMap(({ data }) => fromEvent(data) ?? [])
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
