import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { exportSession, importSession } from '../session/transfer.ts'
import type { Store } from '../store/db.ts'
import { tabletApi } from '../store/access.ts'
import type { Mark } from './types.ts'
import { closeBallot, openBallot } from './ballots.ts'
import * as verbs from './marks.ts'
import { addUp, meanLevel, placed, votersOf } from './tally.ts'
import { refresh } from './told.ts'
import { allVerbs, openStore } from '../nouns.ts'
import { Queue } from '../store/queue.ts'

const sheet = { forum: 'f', session: 's', round: 'r' }
const dots = (suggestion_id: string) => ({ suggestion_id, kind: 'dots' as const })
type Sent = Omit<Mark, 'key' | 'round_id' | 'level'> & { level?: number }

/** The contract's server: of two marks for one thing the one with the higher counter stays. */
class Marks {
  readonly stored = new Map<string, Sent>()
  ballots: { id: string; kind: string; open: boolean; version: number; voters: number }[] = []
  version = 0
  requests = 0
  fault: () => 'lose the answer' | 'no network' | number | undefined = () => undefined

  readonly fetch = (async (url: string, init: RequestInit) => {
    const path = new URL(url, 'http://tablet.test').pathname
    const body = init.body ? JSON.parse(String(init.body)) : {}
    this.requests++
    const fault = this.fault()
    if (fault === 'no network') throw new TypeError('Failed to fetch')
    if (typeof fault === 'number') return new Response('{}', { status: fault })
    const answer = init.method === 'POST' ? this.post(path, body) : this.get(path)
    if (fault === 'lose the answer') throw new TypeError('connection reset')
    return answer
  }) as typeof fetch

  private post(path: string, body: { marks: Sent[]; id: string; kind: string }): Response {
    if (path.endsWith('/close')) for (const ballot of this.ballots) Object.assign(ballot, { open: false, version: 2 })
    else if (path.endsWith('/ballot')) {
      if (!this.ballots.some(({ id }) => id === body.id)) this.ballots.push({ id: body.id, kind: body.kind, open: true, version: 1, voters: 0 })
    } else return Response.json({ receipts: body.marks.map((mark) => this.take(mark)) })
    return Response.json({})
  }

  private take(mark: Sent) {
    if (mark.kind === 'impact' && mark.value > 5) return { id: mark.id, outcome: 'refused', problem: { code: 'mark_off_scale', detail: 'көп' } }
    const key = verbs.keyOf('r', mark)
    const known = this.stored.get(key)
    if (known && !verbs.beats(mark, known)) return { id: mark.id, outcome: 'already_stored' }
    this.stored.set(key, mark)
    this.version++
    return { id: mark.id, outcome: 'stored' }
  }

  private get(path: string): Response {
    if (path.endsWith('/ballots')) return Response.json({ items: this.ballots })
    return Response.json({ version: this.version, marks: [...this.stored.values()], phones: { items: [] } })
  }

  dots(suggestion: string): number {
    return [...this.stored.values()].filter((mark) => mark.suggestion_id === suggestion && mark.kind === 'dots').reduce((sum, mark) => sum + mark.value, 0)
  }
}

let server: Marks
let store: Store

beforeEach(async () => {
  server = new Marks()
  store = await tablet('d1')
})

async function tablet(device: string): Promise<Store> {
  const store = openStore('tablet', { indexedDB: new IDBFactory(), IDBKeyRange })
  await store.keep('device', { id: device, secret: 's', access_token: 't', name: '' })
  await store.keep('context', { forum: { id: 'f', title: {} }, session: { id: 's', title: {} }, rounds: [], themes: [] })
  return store
}

const apiOf = (of: Store) => tabletApi(of, () => 'kk', { origin: 'http://tablet.test', fetch: server.fetch })

async function sendAll(of = store): Promise<void> {
  const errands = new Queue({ verbs: allVerbs, store: of, api: apiOf(of) })
  for (let tries = 0; tries < 60; tries++) {
    errands.retryNow()
    await errands.flush()
    if (!(await of.errands.where('state').equals('waiting').count())) return
  }
  throw new Error('the queue does not empty')
}

const marks = (of = store) => of.marks.toArray()
const plus = (suggestion: string, of = store) => verbs.count(of, sheet, dots(suggestion), (own) => own + 1)

test('a hundred presses without a network are one request, and the number is right', async () => {
  for (let i = 0; i < 100; i++) await plus('a')
  expect(await store.errands.count()).toBe(1)
  expect(addUp(await marks()).get('a')?.dots).toBe(100)
  await sendAll()
  expect(server.dots('a')).toBe(100)
  expect(server.requests).toBe(1)
})

test('presses over a bad network count once each, whatever is repeated', async () => {
  let n = 0
  server.fault = () => (++n % 3 === 0 ? 503 : n % 2 ? 'lose the answer' : undefined)
  const errands = new Queue({ verbs: allVerbs, store, api: apiOf(store) })
  for (let i = 0; i < 12; i++) {
    await plus('a')
    errands.retryNow()
    await errands.flush()
  }
  await verbs.count(store, sheet, dots('a'), (own) => own - 2)
  await verbs.count(store, sheet, dots('b'), () => 7)
  await sendAll()
  expect([server.dots('a'), server.dots('b')]).toEqual([10, 7])
})

test('a count never falls below nothing, and what does not change says nothing', async () => {
  expect(await verbs.count(store, sheet, dots('a'), (own) => own - 1)).toBe(0)
  expect(await store.errands.count()).toBe(0)
})

test('two tablets count the same suggestion at once: their counts add up on both', async () => {
  const other = await tablet('d2')
  await Promise.all([plus('a'), plus('a', other)])
  await plus('a', other)
  await Promise.all([sendAll(), sendAll(other)])
  for (const of of [store, other]) {
    await refresh(of, apiOf(of), sheet)
    expect(addUp(await marks(of)).get('a')?.dots).toBe(3)
  }
})

test('what the server tells never takes back a press that has not been sent', async () => {
  await plus('a')
  await sendAll()
  await plus('a')
  await refresh(store, apiOf(store), sheet)
  expect(addUp(await marks()).get('a')?.dots).toBe(2)
})

test('the matrix is the group’s: the last move on either tablet stands, both marks in one request', async () => {
  const other = await tablet('d2')
  await verbs.place(store, sheet, 'a', { impact: 2, effort: 2 })
  await sendAll()
  expect(server.requests).toBe(1)
  await refresh(other, apiOf(other), sheet)
  await verbs.place(other, sheet, 'a', { impact: 5, effort: 1 })
  await sendAll(other)
  await refresh(store, apiOf(store), sheet)
  expect(addUp(await marks()).get('a')).toMatchObject({ impact: 5, effort: 1 })
  await verbs.place(store, sheet, 'a', { impact: 0, effort: 0 })
  expect(addUp(await marks()).get('a')).toMatchObject({ impact: undefined, effort: undefined })
})

test('ranks: one participant after the other, undo only before the tablet is handed on', async () => {
  const turn = async () => (await verbs.markingOf(store, 'r')).turn
  await verbs.beginTurn(store, sheet)
  for (const id of ['a', 'b', 'c', 'd']) await verbs.pick(store, sheet, id, 3)
  expect((await turn())?.picks).toEqual(['a', 'b', 'c'])
  await verbs.pick(store, sheet, 'a', 3)
  await verbs.prefer(store, sheet, 'c')
  await verbs.finishTurn(store, sheet, 3)
  expect((await turn())?.done).toBe(true)
  await verbs.undoTurn(store, sheet)
  await verbs.pick(store, sheet, 'b', 3)
  await verbs.pick(store, sheet, 'd', 3)
  await verbs.finishTurn(store, sheet, 3)

  await verbs.beginTurn(store, sheet)
  expect((await turn())?.picks).toEqual([])
  await verbs.undoTurn(store, sheet)
  await verbs.pick(store, sheet, 'c', 3)
  await verbs.finishTurn(store, sheet, 3)
  const all = await marks()
  expect(votersOf(all, 'rank')).toBe(2)
  const totals = addUp(all)
  expect(['a', 'b', 'c', 'd'].map((id) => totals.get(id)?.points ?? 0)).toEqual([0, 0, 6, 2])
  const [first] = all
  expect(all.every(({ voter }) => voter !== 'd1' && voter !== 's')).toBe(true)
  expect(first?.voter).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)

  await sendAll()
  await refresh(store, apiOf(store), sheet)
  expect(addUp(await marks()).get('c')?.points).toBe(6)
})

test('a refused mark is parked for a person; the next one takes its place', async () => {
  await verbs.place(store, sheet, 'a', { impact: 6, effort: 1 })
  await new Queue({ verbs: allVerbs, store, api: apiOf(store) }).flush()
  expect(await store.errands.toArray()).toMatchObject([{ state: 'parked', problem: { code: 'mark_off_scale', detail: 'көп' } }])
  await verbs.place(store, sheet, 'a', { impact: 5, effort: 1 })
  await sendAll()
  expect(await store.errands.count()).toBe(0)
})

test('both copies of a profile count on: nothing is doubled, and both end with the same', async () => {
  for (let i = 0; i < 5; i++) await plus('a')
  const copy = await tablet('d1')
  await copy.marks.bulkAdd(await marks())
  await copy.errands.bulkAdd(await store.errands.toArray())
  await plus('a')
  await plus('b', copy)
  await Promise.all([sendAll(), sendAll(copy)])
  await Promise.all([refresh(store, apiOf(store), sheet), refresh(copy, apiOf(copy), sheet)])
  const sums = async (of: Store) => [...addUp(await marks(of))].map(([id, total]) => [id, total.dots]).toSorted()
  expect(await sums(store)).toEqual([['a', 6], ['b', 1]])
  expect(await sums(copy)).toEqual(await sums(store))
})

test('the copy of a session has its marks, and they are told once', async () => {
  await plus('a')
  const other = await tablet('d2')
  await importSession(other, JSON.parse(JSON.stringify(await exportSession(store))))
  await plus('a', other)
  await Promise.all([sendAll(), sendAll(other)])
  expect(server.dots('a')).toBe(2)
})

test('a ballot whose answer was lost is opened by pressing again, and there is one', async () => {
  server.fault = () => 'lose the answer'
  expect(await openBallot(store, apiOf(store), sheet, { kind: 'dots', dots: 3 }, undefined, ['a'])).toBe('')
  server.fault = () => undefined
  expect(await openBallot(store, apiOf(store), sheet, { kind: 'dots', dots: 3 }, undefined, ['a'])).toBeUndefined()
  expect(server.ballots.length).toBe(1)
  expect((await store.polls.get('r'))?.ballots).toMatchObject([{ open: true }])
  await closeBallot(store, apiOf(store), sheet, 'dots')
  expect((await store.polls.get('r'))?.ballots).toMatchObject([{ open: false }])
  await openBallot(store, apiOf(store), sheet, { kind: 'dots', dots: 3 }, undefined, ['a'])
  expect(server.ballots.length).toBe(2)
})

test('phones and tablets add up; equal values share their places', () => {
  const phone = { suggestion_id: 'a', dots: 4, points: 0, impact: 4, impact_votes: 3, effort: 0, effort_votes: 0, levels: [0, 0, 0, 2, 0, 0] }
  const mark = { key: '', id: '', session_id: 's', round_id: 'r', suggestion_id: 'a', voter: 'v', level: -1, counter: 1 }
  const totals = addUp([{ ...mark, kind: 'dots', value: 2 }, { ...mark, kind: 'impact', value: 2 }, { ...mark, kind: 'agree', level: 5, value: 6 }], [phone])
  expect(totals.get('a')).toMatchObject({ dots: 6, phoneDots: 4, impact: 3.5, effort: undefined, levels: [0, 0, 0, 2, 0, 6] })
  expect(meanLevel(totals.get('a')!.levels)).toBe(4.5)
  expect(meanLevel([0, 0, 0, 0, 0, 0])).toBeUndefined()
  const shown = placed([['x', 1], ['y', 3], ['z', 1]] as [string, number][], ([, value]) => value)
  expect(shown.map(({ item: [id], from, to }) => [id, from, to])).toEqual([['y', 1, 1], ['x', 2, 3], ['z', 2, 3]])
})
