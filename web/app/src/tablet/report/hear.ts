import type { Api } from '../../core/api.ts'
import type { Store } from '../store/db.ts'
import type { Listener } from '../hearing.ts'
import type { Context } from '../place/types.ts'
import { send, takeIn } from './keep.ts'
import type { Told } from './report.ts'

interface Tools {
  store: Store
  api: Api
}

async function read({ store, api }: Tools, { forum, session }: Context): Promise<void> {
  const path = `/api/facilitation/forums/${forum.id}/sessions/${session.id}/report`
  const [told, editions] = await Promise.all([api.get<Told>(path), api.get<{ items: Told[] }>(`${path}/versions`)])
  await takeIn(store, { forum_id: forum.id, session_id: session.id }, told, editions.items)
}

export const ready: Listener['ready'] = async (tools, context) => {
  await read(tools, context)
  // What was worded before the page went away and was not on the queue yet.
  await send(tools.store, { forum_id: context.forum.id, session_id: context.session.id })
}

/** Events leave out what only the session needs, so the report itself is read. */
export const heard: Listener['heard'] = async (tools, context, news) => {
  if (news.some(({ data }) => (data as { session_id?: string }).session_id === context.session.id)) await read(tools, context)
}
