import { uuidv7 } from '../../core/uuid.ts'
import type { Store } from '../store/db.ts'
import { addErrand } from '../store/errands.ts'
import type { Asked } from './types.ts'
import type { Wording } from '../lines/types.ts'

/** A question as the server tells it: lists name it `id`, events name it `clarification_id`. */
export type ToldAsked = Asked & { clarification_id?: string }

/** Takes in what the server says of questions to this session. News may come in any order: the highest version stands. */
export function takeInAsked(store: Store, told: readonly ToldAsked[]): Promise<void> {
  return store.atomically(async () => {
    for (const news of told) {
      const { session_id, suggestion_id, version, state, text, language, answer, answer_language } = news
      const asked: Asked = { id: news.clarification_id ?? news.id, session_id, suggestion_id, version, state, text, language, answer, answer_language }
      const known = await store.clarifications.get(asked.id)
      if (!known || known.version < version) await store.clarifications.put({ ...known, ...asked })
    }
  })
}

/** Answers a question; resolves when the answer is on the disk and on its way. */
export function answer(store: Store, id: string, { text, language }: Wording): Promise<void> {
  return store.atomically(async () => {
    const [asked, context] = await Promise.all([store.clarifications.get(id), store.fact('context')])
    if (!asked || !context) throw new Error(`no question ${id} on this tablet`)
    const answer_id = uuidv7()
    await store.clarifications.update(id, { own: { text, language }, draft: undefined })
    const path = `/api/facilitation/forums/${context.forum.id}/clarifications/${id}/answer`
    const body = { answer_id, text, language }
    await addErrand(
      store,
      { id: answer_id, forum_id: context.forum.id, session_id: asked.session_id, kind: 'answer', key: `answer:${id}`, method: 'POST', path, body },
      { replace: true },
    )
  })
}
