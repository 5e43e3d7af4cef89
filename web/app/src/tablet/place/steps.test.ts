import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, describe, expect, test } from 'vitest'
import { Clock } from '../../core/clock.ts'
import { tabletApi } from '../store/access.ts'
import { refreshContext } from './context.ts'
import type { Store } from '../store/db.ts'
import { led } from './led.ts'
import { stepTo } from './steps.ts'
import { joinSession, keepTelling, takeSessionHere, tellSteps } from './tellSteps.ts'
import type { Round } from './types.ts'
import { capture } from '../lines/verbs.ts'
import { currentRound } from './currentRound.ts'
import { openStore } from '../nouns.ts'

const round = (id: string, number: number): Round => ({ id, number, question: {}, seconds: 600, state: 'planned', version: 1 })
const second = 1000

/** The server's half of the contract (services/sessions/internal/round): one round runs, the caller names the one it saw. */
let there: Round[]
let online: boolean
let loseAnswers: boolean
let asked: string[]
let now: number // of everybody
let store: Store
let clock: Clock

const server = (async (url: string, init: RequestInit) => {
  if (!online) throw new TypeError('no network')
  const answer = answerTo(url, String(init.body ?? '{}'))
  if (loseAnswers) throw new TypeError('cut off')
  return answer
}) as typeof fetch

function answerTo(url: string, body: string): Response {
  if (url.endsWith('/context')) return Response.json({ forum: { id: 'f', title: {} }, session: { id: 's', title: {} }, rounds: there, themes: [] })
  const id = /rounds\/(\w+)\/start$/.exec(url)![1]!
  asked.push(id)
  const { instead_of, again, ago = 0 } = JSON.parse(body) as { instead_of?: string; again?: boolean; ago?: number }
  const target = there.find((one) => one.id === id)
  const running = there.find(({ state }) => state === 'running')
  if (!target) return problem(404, 'round_not_found')
  if (target.state !== 'running') {
    if (running && running.id !== instead_of) return problem(409, 'another_round_runs')
    if (target.state === 'ended' && !again) return problem(409, 'round_ended')
    there = led(there, [{ round_id: id, instead_of: '', at: now - ago * second }]).map((one) => ({ ...one, version: one.version! + 1 }))
  }
  return Response.json(target)
}

const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ status, code }), { status, headers: { 'Content-Type': 'application/problem+json' } })

const tools = () => ({ store, clock, api: tabletApi(store, () => 'kk', { origin: 'http://tablet.test', fetch: server }) })
const here = async () => currentRound((await store.fact('context'))!.rounds)!
const onServer = () => there.map(({ state }) => state[0]).join('')
const go = async (id: string) => stepTo(tools(), (await store.fact('context'))!.rounds.find((one) => one.id === id)!)

beforeEach(async () => {
  there = [round('a', 1), round('b', 2), round('c', 3), round('d', 4)]
  online = true
  loseAnswers = false
  asked = []
  now = 1_000_000 * second
  clock = new Clock(0, () => now, () => now)
  store = openStore('tablet', { indexedDB: new IDBFactory(), IDBKeyRange })
  await store.keep('device', { id: 'd', secret: 's', access_token: 't', name: '' })
  await store.keep('context', { forum: { id: 'f', title: {} }, session: { id: 's', title: {} }, rounds: there, themes: [] })
})

describe('with the network', () => {
  test('the next round ends the one that runs', async () => {
    await go('a')
    await go('b')
    expect(onServer()).toBe('erpp')
    expect((await here()).id).toBe('b')
    expect(await store.fact('steps')).toEqual([])
  })

  test('back to a round that was left too early: it has the time that it had left', async () => {
    await go('a')
    now += 240 * second
    await go('b')
    now += 60 * second
    await go('a')
    expect(onServer()).toBe('repp')
    expect(Date.parse((await here()).ends_at!) - now).toBe(360 * second)
  })

  test('an answer that was lost is asked for again and does nothing twice', async () => {
    loseAnswers = true
    await go('a')
    expect(await store.fact('steps')).toHaveLength(1)
    loseAnswers = false
    await tellSteps(tools())
    expect(asked).toEqual(['a', 'a'])
    expect(there[0]).toMatchObject({ state: 'running', version: 2 })
    expect(await store.fact('apart')).toBeUndefined()
  })

  test('it is asked for again without anybody doing anything, as long as there is a network', async () => {
    loseAnswers = true
    await go('a')
    const stop = new AbortController()
    const states = ['offline', 'online', 'online'] as const
    let waits = 0
    await keepTelling(tools(), stop.signal, async () => {
      if (waits === 2) loseAnswers = false
      if (waits === states.length) stop.abort()
      else await store.keep('network', states[waits++]!)
    })
    expect(asked).toEqual(['a', 'a', 'a'])
    expect(await store.fact('steps')).toEqual([])
  })
})

describe('without the network', () => {
  beforeEach(async () => {
    await go('a')
    online = false
  })

  test('the tablet steps on by itself, its lines belong to its round, and a reload forgets nothing', async () => {
    now += 300 * second
    await go('b')
    expect(await here()).toMatchObject({ id: 'b', state: 'running', ends_at: new Date(now + 600 * second).toISOString() })
    expect((await capture(store, { text: 'Пандус керек', language: 'kk' })).round_id).toBe('b')
    expect(onServer()).toBe('rppp')
    expect(await store.fact('steps')).toMatchObject([{ round_id: 'b', instead_of: 'a' }])
  })

  test('back again, the session follows and the time is as if there had been a network', async () => {
    now += 300 * second
    await go('b')
    now += 120 * second
    await go('c')
    now += 60 * second
    online = true
    await tellSteps(tools())
    expect(onServer()).toBe('eerp')
    expect(Date.parse(there[2]!.ends_at!) - now).toBe(540 * second)
    expect(await store.fact('steps')).toEqual([])
  })

  test('news from the server does not throw the untold steps away', async () => {
    await go('b')
    online = true
    there = there.map((one) => (one.id === 'd' ? { ...one, title: { kk: 'Жаңа атау' }, version: 2 } : one))
    const { api } = tools()
    await refreshContext(store, api, clock)
    expect((await here()).id).toBe('b')
    expect((await store.fact('context'))!.rounds[3]!.title).toEqual({ kk: 'Жаңа атау' })
  })
})

describe('somebody else has led the session on', () => {
  beforeEach(async () => {
    await go('a')
    online = false
    await go('b')
    there = led(there, [{ round_id: 'c', instead_of: '', at: now }])
    online = true
    await tellSteps(tools())
  })

  test('nobody is moved', async () => {
    expect(onServer()).toBe('eprp')
    expect((await here()).id).toBe('b')
    expect(await store.fact('apart')).toEqual({ running: 'c' })
    await tellSteps(tools()) // and nothing is tried behind the facilitator's back
    expect(onServer()).toBe('eprp')
  })

  test('this tablet goes where the others are', async () => {
    await joinSession(tools())
    expect((await here()).id).toBe('c')
    expect(await store.fact('apart')).toBeUndefined()
  })

  test('the others come here', async () => {
    await takeSessionHere(tools())
    expect(onServer()).toBe('erep')
    expect((await here()).id).toBe('b')
    expect(await store.fact('apart')).toBeUndefined()
  })
})

test('a round that was taken out of the plan meanwhile', async () => {
  online = false
  await go('a')
  there = there.slice(1)
  online = true
  await tellSteps(tools())
  expect(await store.fact('apart')).toEqual({ running: '' })
  await joinSession(tools())
  expect((await here()).id).toBe('b')
})

test('the current round: what runs, else what comes after the last that began', () => {
  const states = (word: string) => [...word].map((s) => ({ state: { r: 'running', e: 'ended' }[s] ?? 'planned' }))
  for (const [word, index] of [['ppp', 0], ['erp', 1], ['eep', 2], ['pep', 2], ['eee', 2]] as const) {
    const rounds = states(word)
    expect(rounds.indexOf(currentRound(rounds)!), word).toBe(index)
  }
})
