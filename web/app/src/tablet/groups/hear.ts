import type { Listener } from '../hearing.ts'
import { pathOf, takeIn } from './keep.ts'
import type { Told } from './groups.ts'

export const ready: Listener['ready'] = async ({ store, api }, { forum, session }) => {
  const place = { forum_id: forum.id, session_id: session.id }
  const { items } = await api.get<{ items: Told[] }>(pathOf(place))
  await takeIn(store, place, items)
  // What is not on the server's list any more was dissolved while this tablet was not listening.
  const standing = new Set(items.map(({ id }) => id))
  const gone = (await store.groups.where('session_id').equals(session.id).toArray()).filter((row) => row.server && !row.server.dissolved && !standing.has(row.id))
  await takeIn(store, place, gone.map(({ id, version, server }) => ({ id, version: version + 1, state: 'dissolved', title: server!.title, suggestion_ids: [], position: 0 })))
}

/** Events name the group `group_id`, lists name it `id`. */
export const heard: Listener['heard'] = async ({ store }, { forum, session }, news) => {
  const told = news.map(({ data }) => {
    const { group_id: id, ...rest } = data as Omit<Told, 'id'> & { group_id: string; session_id: string }
    return { ...rest, id }
  })
  const here = told.filter(({ session_id }) => session_id === session.id)
  if (here.length) await takeIn(store, { forum_id: forum.id, session_id: session.id }, here)
}
