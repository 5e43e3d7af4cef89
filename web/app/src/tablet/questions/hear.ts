import type { Listener } from '../hearing.ts'
import { takeInAsked, type ToldAsked } from './clarifications.ts'

/** Questions of the secretariat, as they are asked and answered. */
export const listener: Listener = {
  async ready({ store, api }, { forum, session }) {
    let after: string | undefined = ''
    do {
      const path = `/api/facilitation/forums/${forum.id}/clarifications`
      const page: { items: ToldAsked[]; next: string } = await api.get(path, { session_id: session.id, limit: 500, after })
      await takeInAsked(store, page.items)
      after = page.next
    } while (after)
  },
  async heard({ store }, { session }, news) {
    const here = news.map(({ data }) => data as ToldAsked).filter(({ session_id }) => session_id === session.id)
    if (here.length) await takeInAsked(store, here)
  },
}
