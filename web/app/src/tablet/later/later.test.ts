import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { createApi } from '../../core/api.ts'
import type { Store } from '../store/db.ts'
import { takeIn as takeInLines } from '../lines/receive.ts'
import { answer, park, takeIn } from './keep.ts'
import { type Here, nowhere, placeOf, type Told } from './offers.ts'
import { allVerbs, openStore } from '../nouns.ts'
import { Queue } from '../store/queue.ts'
import { lineOf } from '../lines/jobs.ts'

const here: Here = { forum_id: 'f', session_id: 'here', theme_id: 'roads' }
const there: Here = { forum_id: 'f', session_id: 'there', theme_id: 'health' }

let told: Told
let requests: { verb: string; body: Record<string, string> }[]
let refuse: string | undefined
let store: Store

/** The server's rules of parking and offers (services/facilitation/internal/suggestion/offer.go), as far as one tablet meets them. */
const server = (async (url: string, { body }: RequestInit) => {
  const verb = new URL(url).pathname.split('/').at(-1)!
  const { session_id = '', theme_id = '' } = JSON.parse(String(body)) as Record<string, string>
  requests.push({ verb, body: JSON.parse(String(body)) })
  if (refuse) return new Response(JSON.stringify({ status: 409, code: refuse, detail: refuse }), { status: 409, headers: { 'Content-Type': 'application/problem+json' } })
  const now = {
    park: { ...nowhere, state: 'parked' as const, parked_session_id: session_id, parked_theme_id: theme_id },
    unpark: nowhere,
    take: { ...nowhere, taken_session_id: session_id },
    decline: { ...nowhere, state: 'parked' as const, declined_session_id: session_id },
  }[verb]
  told = { ...told, ...now, version: told.version + 1 }
  return Response.json(told)
}) as typeof fetch

beforeEach(async () => {
  requests = []
  refuse = undefined
  told = { id: 'x', version: 1, number: 7, text: 'Аялдама', language: 'kk', session_id: 'here', ...nowhere }
  store = await tablet(here, 'roads')
  await takeInLines(store, [{ ...told, forum_id: 'f', receipt: 'R', received_at: '2026-06-01T10:00:00Z' }])
})

async function tablet({ session_id }: Here, theme: string): Promise<Store> {
  const store = openStore('tablet', { indexedDB: new IDBFactory(), IDBKeyRange })
  await store.keep('context', { forum: { id: 'f', title: {} }, session: { id: session_id, title: {} }, theme: { id: theme, title: {} }, rounds: [], themes: [] })
  return store
}

async function sendAll(of = store): Promise<void> {
  await new Queue({ verbs: allVerbs, store: of, api: createApi({ origin: 'http://tablet.test', language: () => 'kk', fetch: server }) }).flush()
}
const place = async (of = store) => placeOf((await of.offers.get('x'))!)
const line = async () => (await lineOf(store, 'x'))!

test('a line is kept for later, shown so on the list, offered to a yurt, and taken back before there was a network', async () => {
  await park(store, here, await line(), { session_id: 'there' })
  expect(await place()).toBe('kept')
  expect((await line()).parked).toBe(true)
  await answer(store, here, 'x', { verb: 'unpark' })
  expect((await line()).parked).toBe(false)
  await sendAll()
  expect(requests.map(({ verb }) => verb)).toEqual(['unpark'])
  await park(store, here, await line(), { session_id: 'there' })
  await sendAll()
  expect(requests.at(-1)).toEqual({ verb: 'park', body: { session_id: 'there' } })
  expect((await store.offers.get('x'))!.mine).toBeUndefined()
  expect(await place()).toBe('kept')
})

test('the yurt it is offered to takes it, gives it back, declines it and thinks again', async () => {
  const other = await tablet(there, 'health')
  await takeIn(other, there, [{ ...told, ...nowhere, state: 'parked', parked_theme_id: 'health', version: 2 }])
  told = { ...told, version: 2 }
  expect(await place(other)).toBe('offered')
  await answer(other, there, 'x', { verb: 'take' })
  expect(await place(other)).toBe('taken')
  await sendAll(other)
  expect(requests.at(-1)).toEqual({ verb: 'take', body: { session_id: 'there' } })
  await answer(other, there, 'x', { verb: 'park', session_id: 'there' })
  expect(await place(other)).toBe('offered')
  await answer(other, there, 'x', { verb: 'decline' })
  await sendAll(other)
  expect(await place(other)).toBe('declined')
  await answer(other, there, 'x', { verb: 'take' })
  await sendAll(other)
  expect(told.taken_session_id).toBe('there')
})

test('what is offered to somebody else is not offered here, nor what was said here', async () => {
  await takeIn(store, here, [{ ...told, state: 'parked', parked_theme_id: 'roads', version: 2 }])
  expect(await place()).toBe('kept')
  const other = await tablet(there, 'health')
  await takeIn(other, there, [{ ...told, state: 'parked', parked_theme_id: 'health', parked_session_id: 'third', version: 2 }])
  expect(await place(other)).toBeUndefined()
})

test('somebody else was quicker: the offer is gone and the person is told why', async () => {
  const other = await tablet(there, 'health')
  await takeIn(other, there, [{ ...told, state: 'parked', parked_theme_id: 'health', version: 2 }])
  refuse = 'suggestion_taken'
  await answer(other, there, 'x', { verb: 'take' })
  await sendAll(other)
  expect(await other.errands.toArray()).toMatchObject([{ state: 'parked', problem: { code: 'suggestion_taken' } }])
  await takeIn(other, there, [{ ...told, taken_session_id: 'third', version: 3 }])
  expect(await place(other)).toBeUndefined()
})
