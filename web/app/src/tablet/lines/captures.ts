import { NoAnswer } from '../../core/api.ts'
import type { Store } from '../store/db.ts'
import { refusesContent, saidBy } from '../store/refusal.ts'
import type { Errand } from '../store/types.ts'
import type { ErrandOwner } from '../store/verb.ts'
import { isJob } from './jobs.ts'
import { fileReceipts, type Receipt } from './receive.ts'
import type { Line } from './types.ts'

type Tools = Parameters<NonNullable<ErrandOwner['sendAll']>>[0]

/** New lines go many at once, and each has an outcome of its own. */
export const owner: ErrandOwner = {
  /** The screen shows "sent" from here on. */
  async begun(store, errands) {
    for (const line of await linesOf(store, errands)) if (line.state !== 'sent') await store.lines.update(line.pos!, { state: 'sent' })
  },

  async sendAll({ store, api }, errands) {
    const lines = await linesOf(store, errands)
    const there = new Set(lines.map(({ id }) => id))
    await store.errands.bulkDelete(errands.filter(({ id }) => !there.has(id)).map(({ seq }) => seq!))
    if (!lines.length) return
    const { forum_id } = errands[0]!
    try {
      await post({ store, api }, forum_id, lines)
    } catch (error) {
      if (!refusesContent(error)) throw error
      // Somewhere in the batch is a line that the server will never take. The others must not suffer for it.
      for (const line of lines) await postAlone({ store, api }, forum_id, line)
    }
  },

  /** "sent" is shown only while an answer may still come. What the server may have stored is known by `attempts`. */
  async idle(store) {
    const tried = await store.errands.where('state').equals('waiting').filter(({ kind, attempts }) => kind === 'capture' && attempts > 0).toArray() // and not the whole list, which may be long
    await store.lines
      .where('id')
      .anyOf(tried.map(({ id }) => id))
      .filter((line) => line.state === 'sent')
      .modify({ state: 'saved' })
  },
}

async function linesOf(store: Store, errands: readonly Errand[]): Promise<Line[]> {
  const ids = errands.filter(isJob).map(({ line_id }) => line_id)
  const found = new Map((await store.lines.where('id').anyOf(ids).toArray()).map((line) => [line.id, line]))
  return ids.flatMap((id) => found.get(id) ?? [])
}

async function post({ store, api }: Tools, forum: string, lines: Line[]): Promise<void> {
  const { receipts } = await api.post<{ receipts: Receipt[] }>(`/api/facilitation/forums/${forum}/suggestions`, { suggestions: lines.map(asSent) })
  const answered = new Set(receipts.map((receipt) => receipt.id))
  await fileReceipts(store, receipts)
  if (!lines.every((line) => answered.has(line.id))) throw new NoAnswer('the server left lines out of its answer')
}

async function postAlone(tools: Tools, forum: string, line: Line): Promise<void> {
  try {
    await post(tools, forum, [line])
  } catch (error) {
    if (!refusesContent(error)) throw error
    await fileReceipts(tools.store, [{ id: line.id, outcome: 'refused', problem: { code: error.code, detail: saidBy(error) } }])
  }
}

function asSent(line: Line) {
  return {
    id: line.id,
    session_id: line.session_id,
    round_id: line.round_id || undefined,
    theme_id: line.theme_id,
    text: line.said.text,
    language: line.said.language,
    tags: line.said.tags?.length ? line.said.tags : undefined,
    author_id: line.author_id || undefined,
    device_id: line.device_id,
    device_counter: line.device_counter,
    typed_at: line.said.at,
    kind: 'idea',
  }
}
