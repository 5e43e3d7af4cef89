import type { Store } from '../store/db.ts'
import { authorKey, jobFor, jobsOf, lineOf } from './jobs.ts'
import { asTyped, wordingOf } from './tags.ts'
import type { Line, ServerState, SpokenLanguage } from './types.ts'

/** A suggestion as the server tells it, by list or by live event. */
export interface Told {
  id: string
  forum_id: string
  session_id: string
  round_id?: string
  theme_id?: string
  number: number
  receipt: string
  text: string
  original_text?: string
  language: SpokenLanguage
  tags?: readonly string[]
  author_id?: string
  device_id?: string
  device_counter?: number
  received_at: string
  state: 'received' | 'withdrawn' | 'parked'
  taken_session_id?: string
  version: number
}

/** The outcome for one line of a batch. */
export interface Receipt {
  id: string
  outcome: 'stored' | 'already_stored' | 'conflict' | 'refused'
  number?: number
  receipt?: string
  received_at?: string
  problem?: { code?: string; detail?: string; title?: string }
}

/**
 * Takes in what the server says about suggestions of this session: lines of other tablets, and news about our own. A line
 * that `session` has taken up stands on its list, wherever it was said.
 */
export async function takeIn(store: Store, told: readonly Told[], session?: string): Promise<void> {
  const newest = new Map<string, Told>()
  for (const one of told) if (one.version >= (newest.get(one.id)?.version ?? 0)) newest.set(one.id, one)
  const wanted = [...newest.values()]
  // What is known already, such as the event of a line of our own, holds up nobody who is writing.
  if (!(await unknownOf(store, wanted)).length) return
  await store.atomically(async () => {
    const fresh: Line[] = []
    for (const [suggestion, line] of await unknownOf(store, wanted)) {
      if (line) await update(store, line, suggestion)
      else fresh.push({ ...newLine(suggestion), ...(session && { session_id: session }) })
    }
    for (let i = 0; i < fresh.length; i += named) await store.lines.bulkAdd(fresh.slice(i, i + named))
  })
}

/** Dexie tells which rows a write has changed if they are fewer than fifty (see liveLines.ts). */
const named = 49

/** What this tablet does not know yet, each with the line that it has. */
async function unknownOf(store: Store, told: readonly Told[]): Promise<[Told, Line | undefined][]> {
  const lines = new Map((await store.lines.where('id').anyOf(told.map(({ id }) => id)).toArray()).map((line) => [line.id, line]))
  return told.map((one): [Told, Line | undefined] => [one, lines.get(one.id)]).filter(([one, line]) => !line?.server?.received_at || one.version > line.server.version)
}

async function update(store: Store, line: Line, told: Told): Promise<void> {
  const server = serverState(told)
  await tellUndone(store, line.id)
  const jobs = await jobsOf(store, line.id)
  const open = jobs.filter((job) => job.state === 'waiting')
  // Words that the server has refused are nowhere but here: a person settles what becomes of them (settle.ts).
  const refused = jobs.some((job) => job.state === 'parked' && (job.kind === 'reword' || job.kind === 'capture'))
  const ourWording = open.some((job) => job.kind === 'reword') || refused || line.newer
  const ourStanding = open.some((job) => job.kind === 'withdraw' || job.kind === 'restore')
  // Work of ours that still waits is not overwritten here: the server judges it when it arrives and says 409 if need be.
  await store.lines.update(line.pos!, {
    server,
    parked: told.state === 'parked',
    ...(!open.some((job) => job.kind === 'capture') && line.state !== 'stuck' && { state: 'received' as const }),
    ...(line.newer && { newer: asTyped(server) === asTyped(line) ? undefined : { ...wordingOf(server), version: server.version } }),
    ...(!ourWording && { text: server.text, language: server.language, tags: server.tags }),
    ...(told.author_id !== undefined && told.author_id !== line.author_id && !(await store.errands.where('key').equals(authorKey(line.id)).count()) && { attributed: told.author_id }),
    ...(!ourStanding && { withdrawn: server.withdrawn }),
    // The first words are another than what was typed here when a personal datum was hidden in them.
    ...(told.original_text && told.original_text !== line.said.text && !open.some((job) => job.kind === 'capture') && line.state !== 'stuck' && { said: { ...line.said, text: told.original_text } }),
  })
}

/** Undone here before it ever left, and on the server all the same: a copy of this tablet has sent it. So the undo has to be told. */
async function tellUndone(store: Store, id: string): Promise<void> {
  const held = (await jobsOf(store, id)).filter((job) => job.state === 'held')
  const capture = held.find((job) => job.kind === 'capture')
  if (!capture) return
  await store.errands.bulkUpdate(held.map(({ seq }) => ({ key: seq!, changes: { state: 'waiting' } })))
  await store.errands.delete(capture.seq!)
  await store.errands.add(jobFor({ ...capture, id }, { kind: 'withdraw' }))
}

function newLine(told: Told): Line {
  return {
    id: told.id,
    forum_id: told.forum_id,
    session_id: told.session_id,
    round_id: told.round_id ?? '',
    theme_id: told.theme_id ?? '',
    author_id: told.author_id ?? '',
    device_id: told.device_id ?? '',
    device_counter: told.device_counter ?? 0,
    said: { text: told.original_text || told.text, language: told.language, tags: told.tags, at: told.received_at },
    text: told.text,
    language: told.language,
    tags: told.tags,
    state: 'received',
    withdrawn: told.state === 'withdrawn',
    parked: told.state === 'parked',
    server: serverState(told),
  }
}

function serverState({ number, receipt, received_at, version, text, language, tags, state }: Told): ServerState {
  return { number, receipt, received_at, version, text, language, tags, withdrawn: state === 'withdrawn' }
}

/** Writes the receipts of a batch beside their lines and takes the finished jobs off the queue, in one transaction. */
export function fileReceipts(store: Store, receipts: readonly Receipt[]): Promise<void> {
  return store.atomically(async () => {
    for (const receipt of receipts) {
      const line = await lineOf(store, receipt.id)
      const job = (await jobsOf(store, receipt.id)).find((job) => job.kind === 'capture')
      if (!line || !job) continue
      if (receipt.outcome === 'stored' || receipt.outcome === 'already_stored') {
        await store.errands.delete(job.seq!)
        await store.lines.update(line.pos!, { state: 'received', problem: undefined, server: line.server ?? firstState(line, receipt) })
      } else {
        await store.errands.update(job.seq!, { state: 'parked' })
        const { code = receipt.outcome, detail = receipt.problem?.title ?? '' } = receipt.problem ?? {}
        await store.lines.update(line.pos!, { state: 'stuck', problem: { code: receipt.outcome === 'conflict' ? 'conflict' : code, detail } })
      }
    }
  })
}

function firstState(line: Line, { number = 0, receipt = '', received_at = '' }: Receipt): ServerState {
  return { number, receipt, received_at, version: 1, text: line.said.text, language: line.said.language, tags: line.said.tags, withdrawn: false }
}
