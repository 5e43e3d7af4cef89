import type { Step } from '../groups/groups.ts'
import { uuidv7 } from '../../core/uuid.ts'
import type { Store } from '../store/db.ts'
import { authorKey, isJob, jobsOf, lineOf } from '../lines/jobs.ts'
import { asTyped, wordingOf } from '../lines/tags.ts'
import type { Errand, Facts, OwnFacts } from '../store/types.ts'
import type { Job, Line, Undo } from '../lines/types.ts'
import type { Photo } from '../photos/types.ts'
import { asFormer, asJob, type FormerJob } from '../lines/versions.ts'
import { type Carried, ruled, rules } from './rows.ts'

/**
 * A session as it can be carried to another tablet: what was said and done, and what still has to be told to the server, of
 * the sessions before it too. No secrets and no names: people are known by their opaque ids, as on the server.
 */
export interface SessionCopy {
  format: 'shanyraq-session'
  /** 1 had no id, no photos and nothing of `hands`. */
  version: 1 | 2
  id?: string
  /** The tablet that made the copy. */
  device_id?: string
  forum_id: string
  session_id: string
  lines: Omit<Line, 'pos'>[]
  jobs: FormerJob[]
  /** Everything besides lines, by the name of its store. */
  records?: Partial<Record<Carried, unknown[]>>
  photos?: Photo[]
  hands?: Hands
}

/** What lay under the hands of the facilitator: unfinished words, the way back, how a round is marked. */
interface Hands extends Partial<OwnFacts>, Partial<Pick<Facts, 'passes' | 'marking'>> {
  undo: Undo[]
  groupSteps: Step[]
}

export class WrongCopy extends Error {
  constructor(readonly reason: 'importWrong' | 'importDamaged' | 'importNewer' | 'importOtherForum') {
    super(reason)
  }
}

export function exportSession(store: Store): Promise<SessionCopy> {
  return store.atomically(async () => {
    const context = await store.fact('context')
    if (!context) throw new Error('the tablet is not paired')
    const id = uuidv7()
    await store.keep('copies', [...((await store.fact('copies')) ?? []), id])
    const ofSession = (name: string) => store.table(name).where('session_id').equals(context.session.id)
    const { jobs, lines, others, sessions } = await unsent(store, context.session.id)
    const ofAll = (name: string) => store.table(name).where('session_id').anyOf(context.session.id, ...sessions)
    const records: SessionCopy['records'] = {}
    for (const name of ruled) records[name] = await ofAll(name).sortBy(String(store.table(name).schema.primKey.keyPath))
    records.errands = others
    return {
      format: 'shanyraq-session',
      version: 2,
      id,
      device_id: (await store.fact('device'))?.id,
      forum_id: context.forum.id,
      session_id: context.session.id,
      lines: lines.map(({ pos: _, ...line }) => line),
      jobs: jobs.map(asFormer),
      records,
      photos: await ofAll('photos').toArray(),
      hands: {
        undo: await ofSession('undo').toArray(),
        groupSteps: await ofSession('groupSteps').toArray(),
        draft: await store.own('draft', context.session.id),
        edit: await store.own('edit', context.session.id),
        passes: await store.fact('passes'),
        marking: marking(await store.fact('marking')),
      },
    }
  })
}

/** All lines of a session, and of the others what is not settled: those lines, and the sessions that have something else to tell. */
async function unsent(store: Store, here: string): Promise<{ lines: Line[]; jobs: Job[]; others: Errand[]; sessions: string[] }> {
  const errands = await store.errands.orderBy('seq').toArray()
  const all = errands.filter(isJob)
  const open = new Set(all.filter(({ state }) => state !== 'held').map((job) => job.line_id))
  const lines = (await store.lines.orderBy('pos').toArray()).filter(({ id, session_id, newer }) => session_id === here || open.has(id) || newer)
  const ids = new Set(lines.map(({ id }) => id))
  const others = errands.filter((errand) => !isJob(errand))
  const sessions = new Set(others.map(({ session_id }) => session_id))
  return { lines, jobs: all.filter((job) => ids.has(job.line_id)), others, sessions: [...sessions].filter((id) => id !== here) }
}

/** Whose turn it is to rank, and what that person has chosen so far, is nobody's business on another tablet. */
function marking(all: Facts['marking'] = {}): Facts['marking'] {
  return Object.fromEntries(Object.entries(all).map(([round, { settings, shown }]) => [round, { settings, shown }]))
}

/** What a series of QR codes can carry: the words, without the photos, what is to be told of them, and the ways back. */
export function wordsOf({ photos: _, ...copy }: SessionCopy): SessionCopy {
  const errands = ((copy.records?.errands ?? []) as Errand[]).filter(({ kind }) => kind !== 'photo')
  return { ...copy, records: { ...copy.records, errands }, hands: copy.hands && { ...copy.hands, undo: [], groupSteps: [] } }
}

/** What came in. `left`: words that contradict unsent ones of this tablet; a person sends those first and tries again. */
export interface Added {
  lines: number
  photos: number
  others: number
  left: number
}

/**
 * Adds what this tablet does not have, or nothing at all if something is wrong. Everything keeps the identifiers of the
 * tablet that made it, so it is harmless when both tablets send it. What the copy had still to tell is told from here
 * too; otherwise what is here already stays as it is here. A copy made here or brought in before has nothing new.
 */
export function importSession(store: Store, copy: unknown): Promise<Added> {
  if (!isCopy(copy)) throw new WrongCopy('importWrong')
  if (copy.version > 2) throw new WrongCopy('importNewer')
  return store.atomically(async () => {
    const added: Added = { lines: 0, photos: 0, others: 0, left: 0 }
    const [context, copies = []] = await Promise.all([store.fact('context'), store.fact('copies')])
    if (context && !forums(copy).has(context.forum.id)) throw new WrongCopy('importOtherForum')
    if (copy.id && copies.includes(copy.id)) return added
    const fresh = !(await store.undo.where('session_id').equals(copy.session_id).count()) && !(await store.own('draft', copy.session_id))
    const sessions = new Map(copy.lines.map(({ id, session_id }) => [id, session_id]))
    const jobs = copy.jobs.map((job) => ({ ...asMaybeSent(asJob(job, sessions.get(job.line_id) ?? copy.session_id)), from: copy.device_id }))
    const elsewhere = context && context.forum.id !== copy.forum_id // then it brings what was on its way, and nobody's finished work
    for (const line of copy.lines) if (!elsewhere || isOpen(line, jobs)) await bringLine(store, line, jobs.filter((job) => job.line_id === line.id), added)
    await bringRecords(store, copy, added)
    if (fresh && copy.hands) await takeUp(store, copy.session_id, copy.hands)
    if (copy.id && !added.left) await store.keep('copies', [...copies, copy.id])
    return added
  })
}

/** Whose entries the copy brings. */
function forums({ forum_id, lines, records }: SessionCopy): Set<string> {
  return new Set([forum_id, ...lines.map((line) => line.forum_id), ...((records?.errands ?? []) as Errand[]).map((errand) => errand.forum_id)])
}

const isOpen = ({ id, newer }: Pick<Line, 'id' | 'newer'>, jobs: readonly Job[]) => Boolean(newer) || jobs.some((job) => job.line_id === id && job.state !== 'held')

/** The other tablet may have sent any of these: an edit or undo here must not take them for unsent. */
const asMaybeSent = <T extends Errand>({ seq: _, ...one }: T) => ({ ...one, attempts: one.state === 'held' ? 0 : one.attempts + 1 }) as T

async function bringLine(store: Store, line: Omit<Line, 'pos'>, jobs: readonly Job[], added: Added): Promise<void> {
  const here = await lineOf(store, line.id)
  if (here) return bringDeeds(store, here, line, jobs, added)
  await store.lines.add({ ...line, ...(line.state === 'sent' && { state: 'saved' }) })
  await store.errands.bulkAdd(jobs)
  added.lines++
}

/** What was done on the other tablet to a line that is here, too, and may not be on the server yet. */
async function bringDeeds(store: Store, here: Line, line: Omit<Line, 'pos'>, jobs: readonly Job[], added: Added): Promise<void> {
  const ours = await jobsOf(store, here.id)
  const ourEdits = ours.filter((job) => job.kind === 'reword')
  const version = here.server?.version ?? 1
  const edits = jobs.filter((job) => job.kind === 'reword')
  const last = edits.at(-1)
  const earlier = ourEdits.length > 0 && ourEdits.every(({ from }) => from && from === last?.from) // by an earlier copy of the same tablet
  const news = edits.filter(({ id }) => ourEdits.every((own) => (earlier ? own.id < id : own.id !== id)))
  if (last && news.length && asTyped(last) !== asTyped(here)) {
    if (here.newer || (ourEdits.length && !earlier)) return void added.left++
    await store.errands.bulkAdd(news)
    // If the server has told more since, it judges: it knows the edit by its name, or shows both wordings.
    if (version <= last.base_version) await store.lines.update(here.pos!, wordingOf(last))
    added.others++
  } else if (line.newer && !here.newer && !ourEdits.length && asTyped(line) !== asTyped(here) && version <= line.newer.version) {
    await store.lines.update(here.pos!, { ...wordingOf(line), newer: line.newer })
    added.others++
  }
  const isStanding = ({ kind }: Job) => kind === 'withdraw' || kind === 'restore'
  const standing = jobs.findLast(isStanding)
  if (standing && standing.state !== 'held' && !ours.some(isStanding) && line.withdrawn !== here.withdrawn && version <= (line.server?.version ?? 1)) {
    await store.errands.add(standing)
    await store.lines.update(here.pos!, { withdrawn: line.withdrawn })
    added.others++
  }
}

async function bringRecords(store: Store, { records = {}, photos = [] }: SessionCopy, added: Added): Promise<void> {
  const errands = (records.errands ?? []) as Errand[]
  const left = new Set<string>()
  for (const name of ruled) {
    const table = store.table(name)
    for (const brought of (records[name] ?? []) as Record<string, never>[]) {
      const here = await table.get(brought[table.schema.primKey.keyPath as string]!)
      const row = here ? rules[name](here as never, brought as never) : brought
      if (row === 'left') left.add(`report:${brought.session_id!}`)
      else if (row) await table.put(row)
    }
  }
  for (const photo of photos) await bringPhoto(store, photo, errands.findLast(({ key }) => key === `photo:${photo.id}`), added)
  for (const errand of errands) {
    const waiting = await store.errands.where('key').equals(errand.key).toArray()
    const ours = errand.kind === 'author' && waiting.some(({ attempts }) => attempts === 0) // said here, and stays
    if (ours || left.has(errand.key) || waiting.some(({ id }) => id === errand.id)) continue
    await store.errands.add(asMaybeSent(errand))
    if (errand.kind === 'author') await store.lines.where('id').equals(errand.key.slice(authorKey('').length)).modify({ attributed: (errand.body as { author_id: string }).author_id })
    if (errand.kind !== 'photo') added.others++
  }
  added.left += left.size
}

async function bringPhoto(store: Store, photo: Photo, untold: Errand | undefined, added: Added): Promise<void> {
  const here = await store.photos.get(photo.id)
  if (!here) {
    await store.photos.add(photo)
    added.photos++
  } else if (!here.receipt) {
    const state = untold ? (untold.method === 'PUT' ? 'kept' : 'removed') : here.state
    await store.photos.update(photo.id, { state, receipt: photo.receipt })
  }
}

/** Only where nothing was done in this session yet: two people's ways back cannot be mixed. */
async function takeUp(store: Store, session: string, { undo, groupSteps, ...facts }: Hands): Promise<void> {
  await store.undo.bulkAdd(undo.map(({ seq: _, ...step }) => step as Undo))
  if (!(await store.groupSteps.count())) await store.groupSteps.bulkAdd(groupSteps.map(({ seq: _, ...step }) => step))
  if (facts.draft && !(await store.own('draft', session))) await store.keepOwn('draft', session, facts.draft)
  if (facts.edit && !(await store.own('edit', session))) await store.keepOwn('edit', session, facts.edit)
  if (facts.passes && !(await store.fact('passes'))) await store.keep('passes', facts.passes)
  if (facts.marking) await store.keep('marking', { ...facts.marking, ...(await store.fact('marking')) })
}

function isCopy(value: unknown): value is SessionCopy {
  const copy = value as Partial<SessionCopy> | null
  return (
    copy?.format === 'shanyraq-session' &&
    Number.isInteger(copy.version) &&
    Array.isArray(copy.lines) &&
    Array.isArray(copy.jobs) &&
    copy.lines.every((line) => typeof line?.id === 'string' && typeof line.text === 'string' && typeof line.said?.text === 'string')
  )
}
