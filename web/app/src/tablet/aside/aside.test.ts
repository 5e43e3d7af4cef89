import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { createApi } from '../../core/api.ts'
import { answer, takeInAsked } from '../questions/clarifications.ts'
import { isOpen } from '../questions/isOpen.ts'
import type { Store } from '../store/db.ts'
import { tryAgain } from '../lines/settle.ts'
import { attribute } from '../lines/attribute.ts'
import { agree, refreshPeople, turnOf } from '../people/people.ts'
import { setPin, tryPin, waitOf } from '../session/pin.ts'
import { handOverCode, release } from '../session/handover.ts'
import { addPhoto, removePhoto, restorePhoto } from '../photos/photos.ts'
import type { Asked } from '../questions/types.ts'
import { authorOf, capture } from '../lines/verbs.ts'
import { fitting } from '../photos/shrink.ts'
import { allVerbs, openStore } from '../nouns.ts'
import { Queue } from '../store/queue.ts'
import { isJob, lineOf } from '../lines/jobs.ts'

let store: Store
let requests: { method: string; path: string; body: unknown }[]
let answers: (request: { method: string; path: string; body: unknown }) => Response | 'lose the answer'

const server = (async (url: string, { method, body }: RequestInit) => {
  const request = { method: method!, path: new URL(url).pathname, body: typeof body === 'string' ? JSON.parse(body) : body }
  requests.push(request)
  const given = answers(request)
  if (given === 'lose the answer') throw new TypeError('connection reset')
  return given
}) as typeof fetch
const api = createApi({ origin: 'http://tablet.test', language: () => 'kk', fetch: server })
const problem = (status: number, code: string, extra = {}) =>
  new Response(JSON.stringify({ status, code, detail: code, ...extra }), { status, headers: { 'Content-Type': 'application/problem+json' } })

beforeEach(async () => {
  requests = []
  answers = () => Response.json({ added_at: '2026-06-01T10:00:00Z' })
  store = openStore('tablet', { indexedDB: new IDBFactory(), IDBKeyRange })
  await store.keep('device', { id: 'd', secret: 's', access_token: 't', name: '' })
  await store.keep('context', { forum: { id: 'f', title: {} }, session: { id: 's', title: {} }, rounds: [], themes: [] })
})

/** As the queue does until nothing waits. */
async function sendAll(): Promise<void> {
  const errands = new Queue({ verbs: allVerbs, store, api })
  for (let tries = 0; tries < 20; tries++) {
    errands.retryNow()
    await errands.flush()
    if (!(await store.errands.where('state').equals('waiting').count())) return
  }
  throw new Error('the queue does not empty')
}

const question: Asked = { id: 'q', session_id: 's', suggestion_id: 'l', version: 1, state: 'open', text: 'Қай жол?', language: 'kk', answer: '', answer_language: '' }
const answered = { ...question, version: 2, state: 'answered' as const, answer: 'Абай көшесі', answer_language: 'kk' as const }

test('an answer given offline is kept with its question and told once, however often it is sent', async () => {
  await takeInAsked(store, [question])
  await answer(store, 'q', { text: 'Абай көшесі', language: 'kk' })
  expect(isOpen((await store.clarifications.get('q'))!)).toBe(false)
  let lost = 0
  answers = () => (lost++ ? Response.json(answered) : 'lose the answer')
  await sendAll()
  expect(requests.map(({ path }) => path)).toEqual(Array(2).fill('/api/facilitation/forums/f/clarifications/q/answer'))
  expect(requests[0]!.body).toEqual(requests[1]!.body)
  expect(await store.clarifications.get('q')).toMatchObject({ state: 'answered', answer: 'Абай көшесі', own: { text: 'Абай көшесі' } })
})

test('the answer of somebody quicker stands, and ours stays beside it', async () => {
  await takeInAsked(store, [question])
  await answer(store, 'q', { text: 'Біздің жауап', language: 'kk' })
  answers = () => problem(409, 'newer_version', { newer: answered })
  await sendAll()
  expect(await store.clarifications.get('q')).toMatchObject({ state: 'answered', answer: 'Абай көшесі', own: { text: 'Біздің жауап' } })
  expect(await store.errands.count()).toBe(0)
})

test('news of a question that comes late changes nothing and keeps what was begun', async () => {
  await takeInAsked(store, [question])
  await store.clarifications.update('q', { draft: 'Аба' })
  await takeInAsked(store, [{ ...answered, clarification_id: 'q', id: '' }, question])
  expect(await store.clarifications.get('q')).toMatchObject({ version: 2, draft: 'Аба' })
  expect(await store.clarifications.count()).toBe(1)
})

/** What is to be told besides lines. */
const others = async () => (await store.errands.toArray()).filter((errand) => !isJob(errand))

const picture = () => ({ blob: new Blob(['jpeg'], { type: 'image/jpeg' }), width: 4, height: 3 })
const sent = () => requests.filter(({ path }) => path.includes('/photos/')).map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)

test('a photo goes after the texts, with its own bytes, and has its receipt', async () => {
  const { id } = await addPhoto(store, picture())
  await capture(store, { text: 'бірінші', language: 'kk' })
  const errands = new Queue({ verbs: allVerbs, store, api })
  await errands.flush()
  expect(sent()).toEqual([])
  await store.errands.filter(({ kind }) => kind !== 'photo').delete()
  requests = []
  await sendAll()
  expect(sent()).toEqual([`PUT ${id}`])
  expect(requests[0]!.body).toBeInstanceOf(Blob)
  expect(await store.photos.get(id)).toMatchObject({ receipt: { received_at: '2026-06-01T10:00:00Z' } })
})

test('a photo that was removed before it was sent is never sent; brought back it is', async () => {
  const { id } = await addPhoto(store, picture())
  await removePhoto(store, id)
  await sendAll()
  expect(sent()).toEqual([])
  await restorePhoto(store, id)
  await sendAll()
  expect(sent()).toEqual([`PUT ${id}`])
})

test('removal and its undo before the network comes cancel each other; after it the photo comes under another name', async () => {
  const { id } = await addPhoto(store, picture())
  await sendAll()
  await removePhoto(store, id)
  await restorePhoto(store, id)
  await sendAll()
  expect(sent()).toEqual([`PUT ${id}`])
  await removePhoto(store, id)
  await sendAll()
  await restorePhoto(store, id)
  await sendAll()
  const [again] = await store.photos.toArray()
  expect(again).toMatchObject({ state: 'kept', receipt: {} })
  expect(sent()).toEqual([`PUT ${id}`, `DELETE ${id}`, `PUT ${again!.id}`])
  expect(again!.id).not.toBe(id)
})

test('pictures are drawn at most 1600 pixels long and never larger than they were', () => {
  expect(fitting(4000, 3000)).toEqual({ width: 1600, height: 1200 })
  expect(fitting(1000, 9000)).toEqual({ width: 178, height: 1600 })
  expect(fitting(640, 480)).toEqual({ width: 640, height: 480 })
})

const people = [
  { id: 'a', name: 'Айгүл' },
  { id: 'b', name: 'Болат' },
  { id: 'c', name: 'Сәуле' },
]
const said = (author_id: string, round_id = 'r', withdrawn = false) => ({ author_id, round_id, withdrawn })

test('round-robin: everybody once, whether they spoke or passed, then everybody again', () => {
  const round = { id: 'r' }
  const waiting = (lines: ReturnType<typeof said>[], passes = {}) => {
    const { number, waiting } = turnOf(people, lines, round, passes)
    return `${number}:${waiting.map(({ id }) => id).join('')}`
  }
  expect(waiting([])).toBe('1:abc')
  expect(waiting([said('b'), said('', 'r'), said('a', 'other'), said('c', 'r', true)])).toBe('1:ac')
  expect(waiting([said('b'), said('b'), said('a')], { c: 1 })).toBe('2:ac')
  expect(turnOf([], [], round, {})).toEqual({ number: 1, waiting: [] })
})

const consent = { version: '3', operator: {}, processing: { kk: 'Келісемін', ru: 'Согласен' } }
const ofSession = (items: unknown[]) => ({ path }: { path: string }) =>
  Response.json(path.includes('consent-text') ? consent : { items, next: '' })

test('a consent read out here is noted in the words and the language that were read, and asked for no more', async () => {
  answers = ofSession([{ id: 'a', name: 'Айгүл', agreed: false }])
  await refreshPeople(store, api)
  expect(await store.fact('consent')).toEqual({ version: '3', processing: consent.processing })
  await agree(store, 'a', (await store.fact('consent'))!, 'ru')
  await refreshPeople(store, api) // while the server has not heard of it
  expect(await store.people.get('a')).toMatchObject({ agreed: true })
  expect(await store.errands.toArray()).toMatchObject([{ kind: 'consent', method: 'POST', path: '/api/sessions/forums/f/sessions/s/participants/a/consent', body: { text_version: '3', language: 'ru' } }])
})

test('the tablet knows who sits in its session, forgets who left, and keeps whose badge waits for the network', async () => {
  answers = ofSession(people)
  await refreshPeople(store, api)
  await store.people.put({ id: 'badge', name: '' })
  await store.errands.add({ id: 'e', forum_id: 'f', session_id: 's', kind: 'seat', key: 'seat:badge', method: 'PUT', path: '', state: 'waiting', attempts: 0 })
  answers = ofSession(people.slice(1))
  await refreshPeople(store, api)
  expect((await store.people.toArray()).map(({ id }) => id)).toEqual(['b', 'badge', 'c'])
})

test('the PIN is kept as a salted hash only; wrong tries cost more and more time, over restarts too', async () => {
  await setPin(store, '4711')
  expect(JSON.stringify(await store.fact('pin'))).not.toContain('4711')
  const now = Date.UTC(2026, 5, 1)
  for (const typed of ['0000', '1111', '2222']) expect(await tryPin(store, typed, now)).toBe(false)
  expect(waitOf((await store.fact('pin'))!, now)).toBe(5000)
  expect(await tryPin(store, '4711', now + 1000)).toBe(false) // too early, even if right
  expect(await tryPin(store, '3333', now + 5000)).toBe(false)
  expect(waitOf((await store.fact('pin'))!, now + 5000)).toBe(10_000)
  expect(waitOf((await store.fact('pin'))!, now - 3_600_000)).toBe(10_000) // the clock was set back
  expect(await tryPin(store, '4711', now + 15_000)).toBe(true)
  expect(waitOf((await store.fact('pin'))!, now + 15_000)).toBe(0)
})

test('a tablet gives its rights up only when nothing waits on it, and once is enough', async () => {
  await capture(store, { text: 'бірінші', language: 'kk' })
  expect(await release(store, api)).toBe(false)
  expect(requests).toEqual([])
  await store.errands.clear()
  answers = () => problem(401, 'device_revoked') // the answer to the first try was lost
  expect(await release(store, api)).toBe(true)
  expect(requests).toMatchObject([{ method: 'DELETE', path: '/api/sessions/forums/f/devices/d' }])
  expect(await store.fact('handover')).toBe('gone')
  answers = () => Response.json({ code: '7K3F92QX', url: '', expires_at: '' })
  expect((await handOverCode(store, api)).code).toBe('7K3F92QX')
})

test('a line on the server is told its author, one that never left simply has it; said again it keeps it', async () => {
  const first = await capture(store, { text: 'бірінші', language: 'kk' }, { author_id: 'a' })
  expect(first.author_id).toBe('a')
  await attribute(store, first.id, 'b')
  expect(await lineOf(store, first.id)).toMatchObject({ author_id: 'b' })
  expect((await others()).length).toBe(0)
  await store.errands.toCollection().modify({ attempts: 1 }) // it may be on the server by now
  await attribute(store, first.id, 'c')
  await attribute(store, first.id, '')
  expect(await lineOf(store, first.id)).toMatchObject({ author_id: 'b', attributed: '' })
  expect(authorOf((await lineOf(store, first.id))!)).toBe('')
  expect((await others()).map(({ path, body }) => [path, body])).toEqual([[`/api/facilitation/forums/f/suggestions/${first.id}/author`, { author_id: '' }]])
  const taken = await capture(store, { text: 'екінші', language: 'kk' }, { author_id: 'a' })
  await store.lines.update(taken.pos!, { state: 'stuck', problem: { code: 'conflict', detail: '' } })
  await tryAgain(store, taken.id) // whoever speaks now
  expect((await store.lines.toArray()).at(-1)).toMatchObject({ text: 'екінші', author_id: 'a' })
})
