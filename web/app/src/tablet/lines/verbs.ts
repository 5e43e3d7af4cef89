import { uuidv7 } from '../../core/uuid.ts'
import { currentRound } from '../place/currentRound.ts'
import type { Store } from '../store/db.ts'
import { asTyped, wordingOf } from './tags.ts'
import { changeJobs, jobFor, jobsOf, lineOf } from './jobs.ts'
import type { Deed, Job, Line, Seen, Wording } from './types.ts'

/** What a facilitator can do with the list. Each verb resolves only when the change and its job are on the disk. */

/** Where a new line is said: as things stood when it was typed. */
export type Place = Pick<Line, 'forum_id' | 'session_id' | 'round_id' | 'theme_id' | 'device_id'>

/** A line before it is on the disk. Its id is made when it is typed, so that writing it again is harmless. */
export interface Typed {
  id: string
  at: string
  wording: Wording
  /** Whose words they are, as it was seen at the field; '' for nobody's. */
  author_id: string
  /** Absent: where the tablet stands when it is written. */
  place?: Place
}

export const typed = (wording: Wording, { now = new Date(), id = uuidv7(now.getTime()), author_id = '' }: { now?: Date; id?: string; author_id?: string } = {}): Typed => ({
  id,
  at: now.toISOString(),
  wording,
  author_id,
})

/** Puts a new line on the list. */
export async function capture(store: Store, wording: Wording, how: { now?: Date; author_id?: string } = {}): Promise<Line> {
  return (await write(store, [typed(wording, how)]))[0]!
}

/** Puts lines on the list in their order, all of them or none. One that is there already stays as it is. */
export function write(store: Store, all: readonly Typed[]): Promise<Line[]> {
  return store.atomically(async () => {
    const lines: Line[] = []
    for (const one of all) lines.push((await lineOf(store, one.id)) ?? (await add(store, one)))
    return lines
  })
}

async function add(store: Store, { id, at, wording, author_id, place }: Typed): Promise<Line> {
  const [there, counter = 0] = await Promise.all([place ?? placeNow(store), store.fact('device_counter')])
  const line: Line = { id, ...there, author_id, device_counter: counter + 1, said: { ...wording, at }, ...wording, state: 'saved', withdrawn: false }
  const [pos] = await Promise.all([
    store.lines.add(line),
    store.keep('device_counter', counter + 1),
    store.errands.add(jobFor(line, { kind: 'capture' })),
    remember(store, line, { kind: 'capture' }),
    forgetDraft(store, line),
  ])
  return { ...line, pos }
}

/** Something else may stand in the field by now. */
export async function forgetDraft(store: Store, { id, session_id }: Pick<Line, 'id' | 'session_id'>): Promise<void> {
  const draft = await store.own('draft', session_id)
  if (!draft?.id || draft.id === id) await store.forgetOwn('draft', session_id)
}

export async function placeNow(store: Store): Promise<Place> {
  const [device, context] = await Promise.all([store.fact('device'), store.fact('context')])
  if (!device || !context) throw new NotPaired('the tablet is not paired')
  return {
    forum_id: context.forum.id,
    session_id: context.session.id,
    round_id: currentRound(context.rounds)?.id ?? '',
    theme_id: context.theme?.id ?? context.session.theme_id ?? '',
    device_id: device.id,
  }
}

export class NotPaired extends Error {}

/** What a person who looks at this line now sees. */
export function seenNow(line: Line): Seen {
  return { version: line.server?.version ?? 1, text: asTyped(line) }
}

/**
 * Gives a line another wording; the words first said stay. `seen` is what the writer saw when the edit was begun: the
 * line may have changed under an open editor.
 */
export function reword(store: Store, id: string, wording: Wording, seen?: Seen): Promise<void> {
  return store.atomically(async () => {
    const line = await known(store, id)
    if ((seen ?? seenNow(line)).text === asTyped(wording) && line.language === wording.language) return
    await remember(store, line, { kind: 'reword', ...wordingOf(line) })
    await rewordWithoutUndo(store, line, wording, seen)
  })
}

export const authorOf = ({ author_id, attributed }: Pick<Line, 'author_id' | 'attributed'>): string => attributed ?? author_id

export function withdraw(store: Store, id: string): Promise<void> {
  return store.atomically(async () => {
    const line = await known(store, id)
    if (line.withdrawn) return
    await remember(store, line, { kind: 'withdraw' })
    await withdrawWithoutUndo(store, line)
  })
}

export function restore(store: Store, id: string): Promise<void> {
  return store.atomically(async () => {
    const line = await known(store, id)
    if (!line.withdrawn) return
    await remember(store, line, { kind: 'restore' })
    await restoreWithoutUndo(store, line)
  })
}

export async function rewordWithoutUndo(store: Store, line: Line, words: Wording, seen = seenNow(line)): Promise<void> {
  const wording = wordingOf(words)
  const jobs = await jobsOf(store, line.id)
  const refused = jobs.find((job) => job.kind === 'capture' && job.state === 'parked')
  if (refused && line.problem?.code !== 'conflict') {
    // The server never stored it, so its first words may still change.
    await store.errands.update(refused.seq!, { state: 'waiting', problem: undefined })
    await store.lines.update(line.pos!, { ...wording, said: { ...line.said, ...wording }, state: 'saved', problem: undefined })
    return
  }
  await store.lines.update(line.pos!, { ...wording, ...(line.state === 'stuck' && { state: 'saved' as const, problem: undefined }) })
  // An edit that never left the tablet is replaced; one that did may be stored already and stays as it is.
  const edits = jobs.filter((job) => job.kind === 'reword')
  const unsent = edits.find((job) => job.attempts === 0 || job.state === 'parked')
  const before = line.server ?? line.said
  if (unsent && edits.length === 1 && asTyped(before) === asTyped(wording) && before.language === wording.language) await store.errands.delete(unsent.seq!)
  else if (unsent) await replaceEdit(store, unsent, wording)
  else await enqueue(store, line, { kind: 'reword', ...wording, base_version: seen.version, seen_text: seen.text })
}

async function replaceEdit(store: Store, job: Job, wording: Wording): Promise<void> {
  const state = job.state === 'held' ? 'held' : 'waiting'
  // Under its old name the server may know other words of it.
  await store.errands.update(job.seq!, { ...wording, id: uuidv7(), state, problem: undefined, rebased: undefined } as Partial<Job>)
}

export async function withdrawWithoutUndo(store: Store, line: Line): Promise<void> {
  await store.lines.update(line.pos!, { withdrawn: true })
  const jobs = await jobsOf(store, line.id)
  // It never left, or the server would not have it.
  const notThere = jobs.some((job) => job.kind === 'capture' && (job.attempts === 0 || job.state === 'parked'))
  if (notThere) return hold(store, line.id)
  await replaceOpposite(store, line, 'restore', 'withdraw')
}

export async function restoreWithoutUndo(store: Store, line: Line): Promise<void> {
  await store.lines.update(line.pos!, { withdrawn: false })
  const held = (await jobsOf(store, line.id)).some((job) => job.state === 'held')
  if (held) await changeJobs(store, line.id, (job) => void (job.state === 'held' && (job.state = 'waiting')))
  else await replaceOpposite(store, line, 'withdraw', 'restore')
}

/** Two opposite deeds that never left the tablet cancel each other. */
async function replaceOpposite(store: Store, line: Line, opposite: 'withdraw' | 'restore', deed: 'withdraw' | 'restore') {
  const last = (await jobsOf(store, line.id)).findLast((job) => job.kind === opposite && job.attempts === 0)
  if (last) await store.errands.delete(last.seq!)
  else await enqueue(store, line, { kind: deed })
}

async function hold(store: Store, lineId: string): Promise<void> {
  await changeJobs(store, lineId, (job) => void (job.state = 'held'))
}

/** Jobs of a line that is held wait with it. */
export async function enqueue(store: Store, line: Line, deed: Deed): Promise<void> {
  const held = (await jobsOf(store, line.id)).some((job) => job.state === 'held')
  await store.errands.add({ ...jobFor(line, deed), state: held ? 'held' : 'waiting' })
}

async function remember(store: Store, line: Line, step: { kind: 'capture' | 'withdraw' | 'restore' } | ({ kind: 'reword' } & Wording)) {
  await store.undo.add({ session_id: line.session_id, line_id: line.id, at: Date.now(), ...step })
}

export async function known(store: Store, id: string): Promise<Line> {
  const line = await lineOf(store, id)
  if (!line) throw new Error(`no line ${id} on this tablet`)
  return line
}
