import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { Clock } from '../../core/clock.ts'
import { tabletApi } from '../store/access.ts'
import { refreshContext } from '../place/context.ts'
import type { Store } from '../store/db.ts'
import { pair } from './pairing.ts'
import { openStore } from '../nouns.ts'

const clock = new Clock(0, () => 0, () => 0)
const contextOf = (session: string, yurt: number) => ({ forum: { id: 'f', title: {} }, session: { id: session, title: {}, yurt }, rounds: [], themes: [] })

let store: Store
let held: { path: string; answer: (response: Response) => void }[] // requests that nobody has answered yet

beforeEach(async () => {
  held = []
  store = openStore('tablet', { indexedDB: new IDBFactory(), IDBKeyRange })
  await store.keep('device', { id: 'd', secret: 'first', access_token: 'token-1', name: '' })
  await store.keep('context', contextOf('a', 3))
})

/** Pairing is answered at once, everything else waits for the test. */
const network = ((url: string) => {
  const { pathname } = new URL(url)
  if (pathname.endsWith('/redeem')) return Promise.resolve(Response.json({ ...contextOf('b', 4), device_id: 'd', secret: 'second', access_token: 'token-2' }))
  return new Promise<Response>((answer) => held.push({ path: pathname, answer }))
}) as typeof fetch

const api = () => tabletApi(store, () => 'kk', { origin: 'http://tablet.test', fetch: network })
const pairAgain = () => pair(store, api(), clock, 'ABCD2345', '')
const asked = (path: string) => expect.poll(() => held.find((request) => request.path.endsWith(path))).toBeTruthy().then(() => held.find((request) => request.path.endsWith(path))!)

test('an answer about the session it has left does not take a tablet back there', async () => {
  const late = refreshContext(store, api(), clock)
  const { answer } = await asked('/sessions/a/context')
  await pairAgain()
  answer(Response.json(contextOf('a', 3)))
  await late
  expect((await store.fact('context'))!.session).toMatchObject({ id: 'b', yurt: 4 })
})

test('news about its session is taken in', async () => {
  const fresh = refreshContext(store, api(), clock)
  ;(await asked('/sessions/a/context')).answer(Response.json(contextOf('a', 9)))
  await fresh
  expect((await store.fact('context'))!.session.yurt).toBe(9)
})

test('a token that the old secret got does not take the place of the new pairing', async () => {
  const late = api().get('/api/facilitation/x')
  ;(await asked('/x')).answer(Response.json({}, { status: 401 }))
  const renewal = await asked('/token')
  await pairAgain()
  held = []
  renewal.answer(Response.json({ access_token: 'token-of-the-old-secret' }))
  ;(await asked('/x')).answer(Response.json({}))
  await late
  expect(await store.fact('device')).toMatchObject({ secret: 'second', access_token: 'token-2' })
})

test('refused with the old secret, it goes on with the new one', async () => {
  const late = api().get('/api/facilitation/x')
  ;(await asked('/x')).answer(Response.json({}, { status: 401 }))
  const renewal = await asked('/token')
  await pairAgain()
  held = []
  renewal.answer(Response.json({}, { status: 401 }))
  ;(await asked('/x')).answer(Response.json({ done: true }))
  expect(await late).toEqual({ done: true })
})

test('a tablet that is known shows its secret; one that has lost it becomes a new tablet', async () => {
  const shown: { device_id: string; secret?: string }[] = []
  const known = ((url: string, init?: RequestInit) => {
    if (!new URL(url).pathname.endsWith('/redeem')) return network(url)
    const body = JSON.parse(String(init?.body)) as { device_id: string; secret?: string }
    shown.push(body)
    const refused = shown.length === 2
    return Promise.resolve(
      refused ? Response.json({ code: 'device_known', status: 409 }, { status: 409, headers: { 'Content-Type': 'application/problem+json' } }) : Response.json({ ...contextOf('b', 4), device_id: body.device_id, secret: 'second', access_token: 'token-2' }),
    )
  }) as typeof fetch
  const there = tabletApi(store, () => 'kk', { origin: 'http://tablet.test', fetch: known })
  await pair(store, there, clock, 'ABCD2345', '')
  expect(shown).toMatchObject([{ device_id: 'd', secret: 'first' }])
  await store.forget('device')
  await pair(store, there, clock, 'ABCD2345', '')
  expect(shown[1]).toEqual({ code: 'ABCD2345', device_id: 'd', name: '' })
  expect(shown[2]!.device_id).not.toBe('d')
  expect(await store.fact('device')).toMatchObject({ id: shown[2]!.device_id })
})
