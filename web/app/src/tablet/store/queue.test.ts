import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { uuidv7 } from '../../core/uuid.ts'
import { exportSession, importSession } from '../session/transfer.ts'
import type { Store } from './db.ts'
import type { ErrandOwner, Verbs } from './verb.ts'
import { addErrand, giveUp, sendAgain } from './errands.ts'
import { tabletApi } from './access.ts'
import type { Network } from './types.ts'
import { capture } from '../lines/verbs.ts'
import { allVerbs, openStore } from '../nouns.ts'
import { Queue } from './queue.ts'

type Fault = 'lose the answer' | 'no network' | number | undefined
interface Deed {
  id: string
  value: number
}

let deeds: Deed[] // what the server has done, each id once
let asked: { path: string; body: Deed }[]
let fault: (path: string, body: Deed) => Fault
let store: Store
let verbs: Verbs
let network: Network | undefined

/** A server that knows each deed by its id, as ours does. */
const server = (async (url: string, init: RequestInit) => {
  const path = new URL(url, 'http://tablet.test').pathname
  const body = JSON.parse(String(init.body)) as Deed
  asked.push({ path, body })
  if (path.endsWith('/token')) return problem(401)
  const wrong = fault(path, body)
  if (wrong === 'no network') throw new TypeError('Failed to fetch')
  if (typeof wrong === 'number') return problem(wrong)
  if (path.endsWith('/suggestions')) return Response.json({ receipts: (body as unknown as { suggestions: Deed[] }).suggestions.map(({ id }) => ({ id, outcome: 'stored' })) })
  if (!deeds.some(({ id }) => id === body.id)) deeds.push(body)
  if (wrong === 'lose the answer') throw new TypeError('connection reset')
  return Response.json({ ok: body.value })
}) as typeof fetch

function problem(status: number): Response {
  return new Response(JSON.stringify({ status, code: `http_${status}`, detail: 'неге' }), { status, headers: { 'Content-Type': 'application/problem+json' } })
}

beforeEach(async () => {
  deeds = []
  asked = []
  fault = () => undefined
  verbs = { ...allVerbs, dot: { load: async () => ({}) } }
  network = undefined
  store = await tablet()
})

async function tablet(indexedDB = new IDBFactory()): Promise<Store> {
  const store = openStore('tablet', { indexedDB, IDBKeyRange })
  await store.keep('device', { id: 'd', secret: 's', access_token: 'token', name: '' })
  await store.keep('context', { forum: { id: 'f', title: {} }, session: { id: 's', title: {} }, rounds: [], themes: [] })
  return store
}

const apiOf = (of: Store) => tabletApi(of, () => 'kk', { origin: 'http://tablet.test', fetch: server })
const queueOf = (of = store) => new Queue({ store: of, api: apiOf(of), verbs, onNetwork: (state) => (network = state) })
const own = (owner: ErrandOwner) => (verbs = { ...allVerbs, dot: { load: async () => owner } })

function tell(value: number, { key = 'a', forum = 'f', session = 's', replace = false } = {}) {
  const id = uuidv7()
  return addErrand(store, { id, forum_id: forum, session_id: session, kind: 'dot', key, method: 'POST', path: `/api/x/${key}`, body: { id, value } }, { replace })
}

async function sendAll(queue = queueOf(), of = store): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    queue.retryNow()
    await queue.flush()
    if (!(await of.errands.where('state').equals('waiting').count())) return
  }
  throw new Error('the queue does not empty')
}

const values = () => deeds.map(({ value }) => value)
const all = () => store.errands.orderBy('seq').toArray()

test('over a bad network every errand is done once, in order within its key', async () => {
  for (let i = 1; i <= 20; i++) await tell(i, { key: i % 2 ? 'odd' : 'even' })
  let n = 0
  fault = () => (++n % 5 === 0 ? 503 : n % 2 ? 'lose the answer' : undefined)
  await sendAll()
  expect(values().filter((value) => value % 2)).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19])
  expect(values().filter((value) => value % 2 === 0)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20])
  expect(asked.length).toBeGreaterThan(20)
  expect(await all()).toEqual([])
})

test('a hundred drags are one request; one that may be on the server is not taken back', async () => {
  for (let i = 1; i <= 100; i++) await tell(i, { replace: true })
  expect(await store.errands.count()).toBe(1)
  fault = () => 'lose the answer'
  await queueOf().flush()
  await tell(101, { replace: true })
  await tell(102, { replace: true })
  expect((await all()).map(({ attempts }) => attempts)).toEqual([1, 0])
  fault = () => undefined
  await sendAll()
  expect(values()).toEqual([100, 102])
})

test('an errand replaced at the moment of sending is not sent', async () => {
  await tell(1)
  const queue = queueOf()
  const update = store.errands.update.bind(store.errands)
  store.errands.update = ((...args: Parameters<typeof update>) => {
    store.errands.update = update as typeof store.errands.update
    return store.errands.clear().then(() => update(...args))
  }) as typeof store.errands.update
  await queue.flush()
  expect(asked).toEqual([])
})

test('a refused errand is parked, its key waits behind it, other keys go on; a person sends it again or gives it up', async () => {
  const refused: string[] = []
  own({ refused: async (_, errand, problem) => void refused.push(`${errand.key} ${problem.code}`) })
  fault = (_, { value }) => (value === 1 ? 422 : undefined)
  await tell(1)
  await tell(2)
  await tell(3, { key: 'b' })
  await queueOf().flush()
  expect(values()).toEqual([3])
  expect(refused).toEqual(['a http_422'])
  const [first] = await all()
  expect(first).toMatchObject({ state: 'parked', problem: { code: 'http_422', detail: 'неге' } })

  await sendAgain(store, first!.seq!)
  await queueOf().flush()
  expect(await all()).toMatchObject([{ state: 'parked' }, { state: 'waiting' }])
  await giveUp(store, first!.seq!)
  await sendAll()
  expect(values()).toEqual([3, 2])
})

test.each([403, 404, 400])('%i parks the one errand', async (status) => {
  fault = () => status
  await tell(1)
  await queueOf().flush()
  expect(await all()).toMatchObject([{ state: 'parked' }])
})

test('a newer errand that says everything takes the place of a parked one', async () => {
  fault = (_, { value }) => (value === 1 ? 422 : undefined)
  await tell(1)
  await queueOf().flush()
  await tell(2, { replace: true })
  await sendAll()
  expect(values()).toEqual([2])
  expect(await all()).toEqual([])
})

test('409: the owner puts it on a newer ground, parks it or drops it; never for ever', async () => {
  fault = (_, { value }) => (value < 10 ? 409 : undefined)
  own({ disagreed: async (_, { body }) => ({ body: { ...(body as Deed), value: 10 } }) })
  await tell(1)
  await sendAll()
  expect(values()).toEqual([10])

  own({ disagreed: async () => 'drop' })
  await tell(2)
  await sendAll()
  own({})
  await tell(3)
  await queueOf().flush()
  expect(await all()).toMatchObject([{ state: 'parked', body: { value: 3 }, problem: { code: 'http_409' } }])
  await store.errands.clear()

  own({ disagreed: async (_, { body }) => ({ body }) })
  await tell(4)
  await queueOf().flush()
  expect(await all()).toMatchObject([{ state: 'parked' }])
  expect(values()).toEqual([10])
})

test('a 2xx that refuses inside parks; what the owner writes and the end of the errand are one', async () => {
  own({ answered: async (_, errand) => (errand.key === 'a' ? { code: 'mark_off_scale', detail: '' } : undefined) })
  await tell(1)
  await tell(2, { key: 'b' })
  await queueOf().flush()
  expect(await all()).toMatchObject([{ key: 'a', state: 'parked', problem: { code: 'mark_off_scale' } }])

  own({ answered: () => Promise.reject(new Error('a bug')) })
  await tell(3, { key: 'c' })
  await queueOf().flush()
  expect((await all()).map(({ key, state }) => [key, state])).toContainEqual(['c', 'waiting'])
})

test('a key that the server cannot digest holds up no other', async () => {
  fault = (path) => (path.endsWith('/dead') ? 500 : undefined)
  await tell(1, { key: 'dead' })
  for (let i = 2; i <= 6; i++) await tell(i, { key: `k${i}` })
  const queue = queueOf()
  for (let tries = 0; tries < 2; tries++) {
    queue.retryNow()
    await queue.flush()
  }
  expect(values()).toEqual([2, 3, 4, 5, 6])
  expect(await all()).toMatchObject([{ key: 'dead', state: 'waiting' }])
})

test('back-off belongs to the forum: the other forum goes on', async () => {
  fault = (path) => (path.endsWith('/a') ? 503 : undefined)
  await tell(1)
  await tell(2, { key: 'b', forum: 'g' })
  const pause = await queueOf().flush()
  expect(values()).toEqual([2])
  expect(pause).toBeGreaterThan(0)
  expect(pause).toBeLessThan(1000)
})

test('no network, a revoked tablet: the queue stays as it is and is sent later', async () => {
  await tell(1)
  fault = () => 'no network'
  await queueOf().flush()
  expect(network).toBe('noAnswer')
  fault = () => 401
  await queueOf().flush()
  expect(network).toBe('revoked')
  expect(await all()).toMatchObject([{ state: 'waiting', attempts: 2 }])
  fault = () => undefined
  await sendAll()
  expect(values()).toEqual([1])
})

test('what is said about lines goes after the lines', async () => {
  await capture(store, { text: 'бірінші', language: 'kk' })
  await tell(1)
  fault = (path) => (path.endsWith('/suggestions') ? 503 : undefined)
  await queueOf().flush()
  expect(asked.map(({ path }) => path.split('/').at(-1))).toEqual(['suggestions'])
  asked = []
  fault = () => undefined
  await sendAll()
  expect(asked.map(({ path }) => path.split('/').at(-1))).toEqual(['suggestions', 'a'])
})

test('two tabs at once, a crash after sending: done once in effect', async () => {
  for (let i = 1; i <= 5; i++) await tell(i)
  const [left, right] = [queueOf(), queueOf()]
  await Promise.all([left.flush(), right.flush()])
  await sendAll()
  expect(values()).toEqual([1, 2, 3, 4, 5])

  await tell(6)
  fault = () => 'lose the answer'
  await queueOf().flush()
  fault = () => undefined
  await sendAll(queueOf()) // a new process knows only what is on the disk
  expect(values()).toEqual([1, 2, 3, 4, 5, 6])
})

test('a copy has the errands of this session and what is unsent of others; both tablets send them and each is done once', async () => {
  await tell(1)
  await tell(2)
  await tell(3, { session: 'another' })
  const other = await tablet()
  const copy = JSON.parse(JSON.stringify(await exportSession(store)))
  expect(await importSession(other, copy)).toMatchObject({ others: 3 })
  expect(await importSession(other, copy)).toMatchObject({ others: 0 })
  await Promise.all([sendAll(), sendAll(queueOf(other), other)])
  expect(values()).toEqual([1, 2, 3])
  expect(asked.length).toBe(6)
})

test('a running queue sends what any tab adds and stops when told', async () => {
  const stop = new AbortController()
  const running = queueOf().run(stop.signal)
  await tell(1)
  await expect.poll(values).toEqual([1])
  stop.abort()
  await running
})
