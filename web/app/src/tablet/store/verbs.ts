import { uuidv7 } from '../../core/uuid.ts'
import type { Store } from './db.ts'
import { asTyped, wordingOf } from './tags.ts'
import type { Deed, Job, Line, Seen, Undo, Wording } from './types.ts'

/** What a facilitator can do with the list. Each verb resolves only when the change and its job are on the disk. */

/** Puts a new line on the list. */
export function capture(store: Store, { text, language, tags }: Wording, now = new Date()): Promise<Line> {
  return store.atomically(async () => {
    const [device, context, counter = 0, speaker] = await Promise.all([store.fact('device'), store.fact('context'), store.fact('device_counter'), store.fact('speaker')])
    if (!device || !context) throw new Error('the tablet is not paired')
    const line: Line = {
      id: uuidv7(now.getTime()),
      forum_id: context.forum.id,
      session_id: context.session.id,
      round_id: currentRound(context.rounds)?.id ?? '',
      theme_id: context.theme?.id ?? context.session.theme_id ?? '',
      author_id: speaker?.id ?? '',
      device_id: device.id,
      device_counter: counter + 1,
      said: { text, language, tags, at: now.toISOString() },
      text,
      language,
      tags,
      state: 'saved',
      withdrawn: false,
    }
    const [pos] = await Promise.all([
      store.lines.add(line),
      store.keep('device_counter', counter + 1),
      store.jobs.add(jobFor(line, { kind: 'capture' })),
      remember(store, line, { kind: 'capture' }),
      store.forget('draft'),
    ])
    return { ...line, pos }
  })
}

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

/** Takes the last step of this session back; false when there is none. */
export function undo(store: Store): Promise<Undo | undefined> {
  return store.atomically(async () => {
    const context = await store.fact('context')
    const step = await store.undo.where('session_id').equals(context?.session.id ?? '').last()
    if (!step) return undefined
    const line = await known(store, step.line_id)
    await store.undo.delete(step.seq!)
    if (step.kind === 'reword') await rewordWithoutUndo(store, line, step)
    else if (step.kind === 'withdraw') await restoreWithoutUndo(store, line)
    else await withdrawWithoutUndo(store, line)
    return step
  })
}

async function rewordWithoutUndo(store: Store, line: Line, words: Wording, seen = seenNow(line)): Promise<void> {
  const wording = wordingOf(words)
  const jobs = await store.jobsOf(line.id)
  const refused = jobs.find((job) => job.kind === 'capture' && job.state === 'parked')
  if (refused && line.problem?.code !== 'conflict') {
    // The server never stored it, so its first words may still change.
    await store.jobs.update(refused.seq!, { state: 'waiting' })
    await store.lines.update(line.pos!, { ...wording, said: { ...line.said, ...wording }, state: 'saved', problem: undefined })
    return
  }
  await store.lines.update(line.pos!, { ...wording, ...(line.state === 'stuck' && { state: 'saved' as const, problem: undefined }) })
  // An edit that never left the tablet is replaced; one that did may be stored already and stays as it is.
  const edits = jobs.filter((job) => job.kind === 'reword')
  const unsent = edits.find((job) => job.attempts === 0 || job.state === 'parked')
  const before = line.server ?? line.said
  if (unsent && edits.length === 1 && asTyped(before) === asTyped(wording) && before.language === wording.language) await store.jobs.delete(unsent.seq!)
  else if (unsent) await replaceEdit(store, unsent, wording)
  else await enqueue(store, line, { kind: 'reword', edit_id: uuidv7(), ...wording, base_version: seen.version, seen_text: seen.text })
}

async function replaceEdit(store: Store, job: Job, wording: Wording): Promise<void> {
  const state = job.state === 'held' ? 'held' : 'waiting'
  await store.jobs.where('seq').equals(job.seq!).modify((job) => void Object.assign(job, wording, { edit_id: uuidv7(), state }))
}

async function withdrawWithoutUndo(store: Store, line: Line): Promise<void> {
  await store.lines.update(line.pos!, { withdrawn: true })
  const jobs = await store.jobsOf(line.id)
  const neverLeft = jobs.some((job) => job.kind === 'capture' && job.attempts === 0)
  if (neverLeft) return hold(store, line.id)
  await replaceOpposite(store, line, 'restore', 'withdraw')
}

async function restoreWithoutUndo(store: Store, line: Line): Promise<void> {
  await store.lines.update(line.pos!, { withdrawn: false })
  const held = await store.jobs.where('line_id').equals(line.id).filter((job) => job.state === 'held').modify({ state: 'waiting' })
  if (!held) await replaceOpposite(store, line, 'withdraw', 'restore')
}

/** Two opposite deeds that never left the tablet cancel each other. */
async function replaceOpposite(store: Store, line: Line, opposite: 'withdraw' | 'restore', deed: 'withdraw' | 'restore') {
  const last = (await store.jobsOf(line.id)).findLast((job) => job.kind === opposite && job.attempts === 0)
  if (last) await store.jobs.delete(last.seq!)
  else await enqueue(store, line, { kind: deed })
}

async function hold(store: Store, lineId: string): Promise<void> {
  await store.jobs.where('line_id').equals(lineId).modify({ state: 'held' })
}

/** Jobs of a line that is held wait with it. */
export async function enqueue(store: Store, line: Line, deed: Deed): Promise<void> {
  const held = (await store.jobsOf(line.id)).some((job) => job.state === 'held')
  await store.jobs.add({ ...jobFor(line, deed), state: held ? 'held' : 'waiting' })
}

function jobFor(line: Line, deed: Deed): Job {
  return { forum_id: line.forum_id, line_id: line.id, state: 'waiting', attempts: 0, ...deed }
}

async function remember(store: Store, line: Line, step: { kind: 'capture' | 'withdraw' | 'restore' } | ({ kind: 'reword' } & Wording)) {
  await store.undo.add({ session_id: line.session_id, line_id: line.id, ...step })
}

export async function known(store: Store, id: string): Promise<Line> {
  const line = await store.line(id)
  if (!line) throw new Error(`no line ${id} on this tablet`)
  return line
}

export function currentRound<R extends { state: string }>(rounds: readonly R[]): R | undefined {
  const begun = rounds.findLastIndex((round) => round.state !== 'planned')
  return rounds.find((round) => round.state === 'running') ?? rounds[begun + 1] ?? rounds.at(-1)
}
