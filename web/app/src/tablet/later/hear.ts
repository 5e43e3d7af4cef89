import type { Listener } from '../hearing.ts'
import { hereOf, takeIn } from './keep.ts'
import { standing, type Told, type Yurt } from './offers.ts'

export const ready: Listener['ready'] = async ({ store, api }, context) => {
  const here = hereOf(context)
  const told: Told[] = []
  let after: string | undefined = ''
  do {
    const page: { items: Told[]; next: string } = await api.get(`/api/facilitation/forums/${here.forum_id}/suggestions`, { state: 'parked', limit: 500, after })
    told.push(...page.items)
    after = page.next
  } while (after)
  await takeIn(store, here, told)
  // What the server does not list as parked any more was taken up while this tablet was not listening.
  const parked = new Set(told.map(({ id }) => id))
  await store.offers.where('session_id').equals(here.session_id).filter((row) => !row.mine && standing(row).state === 'parked' && !parked.has(row.id)).delete()
  const { items } = await api.get<{ items: (Yurt & { state: string })[] }>(`/api/sessions/forums/${here.forum_id}/sessions`, { limit: 500 })
  await store.atomically(async () => {
    await store.yurts.clear()
    await store.yurts.bulkPut(items.filter(({ state }) => state !== 'cancelled').map(({ id, title, theme_id, yurt }) => ({ id, title, theme_id, yurt })))
  })
}

/** Events name the suggestion `suggestion_id`, lists name it `id`. */
export const heard: Listener['heard'] = async ({ store }, context, news) => {
  const told = news.map(({ data }) => {
    const { suggestion_id: id, ...rest } = data as Omit<Told, 'id'> & { suggestion_id: string }
    return { ...rest, id }
  })
  await takeIn(store, hereOf(context), told)
}
