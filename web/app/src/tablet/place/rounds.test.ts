import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { Clock } from '../../core/clock.ts'
import type { Store } from '../store/db.ts'
import { tabletApi } from '../store/access.ts'
import { endOf, keepTimeOf, type TimerDeed } from './rounds.ts'
import type { Round } from './types.ts'
import { openStore } from '../nouns.ts'

const planned: Round = { id: 'r', number: 1, question: {}, seconds: 900, state: 'planned', version: 1 }
const at = (seconds: number) => new Date(seconds * 1000).toISOString()

let store: Store
let round: Round // as the server has it
let refuse: () => Response | undefined

beforeEach(async () => {
  round = planned
  refuse = () => undefined
  store = openStore('tablet', { indexedDB: new IDBFactory(), IDBKeyRange })
  await store.keep('device', { id: 'd', secret: 's', access_token: 't', name: '' })
  await store.keep('context', { forum: { id: 'f', title: {} }, session: { id: 's', title: {} }, rounds: [planned], themes: [] })
})

const server = (async (url: string, init: RequestInit) => {
  const refused = refuse()
  if (refused) return refused
  const { seconds = 0, version } = JSON.parse(String(init.body ?? '{}')) as { seconds?: number; version?: number }
  if (version !== undefined && version !== round.version) return problem(409, 'version_conflict')
  const next = { ...round, version: round.version! + 1 }
  if (url.endsWith('/start')) round = { ...next, state: 'running', ends_at: at(900) }
  if (url.endsWith('/extend')) round = { ...next, ends_at: at(Date.parse(round.ends_at!) / 1000 + seconds) }
  if (url.endsWith('/end')) round = { ...next, state: 'ended', ends_at: null }
  return Response.json(url.endsWith('/context') ? { ...(await store.fact('context')), rounds: [round] } : round)
}) as typeof fetch

const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ status, code }), { status, headers: { 'Content-Type': 'application/problem+json' } })

const clock = new Clock(0, () => 0, () => 0)
const known = async () => (await store.fact('context'))!.rounds[0]!
const does = async (deed: TimerDeed) =>
  keepTimeOf({ store, api: tabletApi(store, () => 'kk', { origin: 'http://tablet.test', fetch: server }), clock }, await known(), deed)
const ends = async () => endOf(await known(), await store.fact('timer'))
const minute: TimerDeed = { kind: 'extend', seconds: 60 }

test('with the server the time is everybody’s', async () => {
  await does({ kind: 'start' })
  await does(minute)
  expect(await known()).toMatchObject({ state: 'running', ends_at: at(960) })
  expect(await store.fact('timer')).toBeUndefined()
  await does({ kind: 'end' })
  expect(round.state).toBe('ended')
})

test('without it the timer runs on this tablet, and what the server says later comes first', async () => {
  refuse = () => problem(403, 'role_required')
  await does({ kind: 'start' })
  await does(minute)
  expect(await ends()).toBe(960_000)
  refuse = () => undefined
  await store.keep('context', { ...(await store.fact('context'))!, rounds: [{ ...planned, state: 'running', ends_at: at(500), version: 2 }] })
  expect(await ends()).toBe(500_000)
})

test('a running round that is moved without the server goes on from the server’s time', async () => {
  await does({ kind: 'start' })
  refuse = () => problem(503, 'unavailable')
  await does(minute)
  expect(await ends()).toBe(960_000)
})

test('a minute that somebody else has just given is not given twice', async () => {
  await does({ kind: 'start' })
  round = { ...round, ends_at: at(960), version: 3 }
  await does(minute)
  expect(await ends()).toBe(960_000)
})
