import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { createApi } from '../../core/api.ts'
import type { Store } from '../store/db.ts'
import { choose, confirm, correct, send, takeBack, takeIn, write } from './keep.ts'
import { hindrance, merge, missing, type Recommendation, same, type Told } from './report.ts'
import { allVerbs, openStore } from '../nouns.ts'
import { Queue } from '../store/queue.ts'

const place = { forum_id: 'f', session_id: 's' }
const line = (id: string, kk = id): Recommendation => ({ id, text: { kk }, who: 'Әкімдік', until: '2027', suggestion_ids: [] })
const kk = (all: readonly Recommendation[]) => all.map(({ text }) => text.kk)

/** The server's rules of a session's report (services/facilitation/internal/report), with faults. */
class ReportServer {
  told: Told = { version: 0, edition: 1, state: 'draft', recommendations: [], present: 0, agreed: 0, reason: '' }
  confirmations: string[][] = []
  fault: () => 'lose the answer' | 'no network' | undefined = () => undefined

  readonly fetch = (async (url: string, { method = 'GET', body }: RequestInit) => {
    const fault = this.fault()
    if (fault === 'no network') throw new TypeError('Failed to fetch')
    const answer = this.answer(method + url.split('/report')[1], body ? JSON.parse(String(body)) : {})
    if (fault === 'lose the answer') throw new TypeError('connection reset')
    return answer
  }) as typeof fetch

  private answer(what: string, body: { recommendations: Recommendation[]; base_version: number; version: number; present: number; agreed: number; reason: string }): Response {
    const { told } = this
    if (what === 'PUT') {
      if (told.version > 0 && same(told.recommendations, body.recommendations)) return Response.json(told)
      if (body.base_version !== told.version) return this.newer('newer_version')
      if (told.state === 'confirmed') return this.newer('report_locked')
      return this.become({ recommendations: body.recommendations })
    }
    if (what === 'POST/confirm') {
      const again = told.state === 'confirmed' && body.version >= told.version - 1 && body.present === told.present
      if (again) return Response.json(told)
      if (body.version !== told.version) return this.newer('newer_version')
      this.confirmations.push(kk(told.recommendations) as string[])
      return this.become({ state: 'confirmed', present: body.present, agreed: body.agreed })
    }
    if (what === 'POST/reopen') {
      if (told.state !== 'confirmed') return problem('report_not_confirmed')
      return this.become({ state: 'draft', edition: told.edition + 1, reason: body.reason })
    }
    return Response.json(told)
  }

  become(now: Partial<Told>): Response {
    this.told = { ...this.told, ...now, version: this.told.version + 1 }
    return Response.json(this.told)
  }

  private newer(code: string): Response {
    return problem(code, { newer: this.told })
  }
}

function problem(code: string, extra = {}): Response {
  return new Response(JSON.stringify({ status: 409, code, detail: code, ...extra }), { status: 409, headers: { 'Content-Type': 'application/problem+json' } })
}

let server: ReportServer
let store: Store

beforeEach(() => {
  server = new ReportServer()
  store = openStore('tablet', { indexedDB: new IDBFactory(), IDBKeyRange })
})

const row = async () => (await store.reports.get('s'))!
async function word(...all: Recommendation[]): Promise<void> {
  const { mine, server: told } = (await store.reports.get('s')) ?? {}
  await write(store, place, mine ?? told?.recommendations ?? [], all)
  await send(store, place)
}
async function sendAll(): Promise<void> {
  const errands = new Queue({ verbs: allVerbs, store, api: createApi({ origin: 'http://tablet.test', language: () => 'kk', fetch: server.fetch }) })
  for (let tries = 0; tries < 30; tries++) {
    errands.retryNow()
    await errands.flush()
    if (!(await store.errands.count())) return
  }
}

test('merge: what one changed is taken, what both changed apart is a clash, nothing added is lost', () => {
  const base = [line('a'), line('b'), line('c')]
  const mine = [line('a', 'a!'), line('c'), line('m')] // worded a, removed b, added m
  const theirs = [line('c', 'c?'), line('a'), line('b'), line('t')] // c first and reworded, added t
  const { merged, clashes } = merge(base, mine, theirs)
  expect(kk(merged)).toEqual(['c?', 'm', 'a!', 't'])
  expect(clashes).toEqual([])
  expect(merge(base, [line('a', 'x')], [line('a', 'y')]).clashes).toEqual(['a'])
  const two = merge([line('a')], [{ ...line('a'), who: 'МИИР' }], [{ ...line('a'), until: '2030' }])
  expect(two).toEqual({ merged: [{ ...line('a'), text: { kk: 'a', ru: '' }, who: 'МИИР', until: '2030' }], clashes: [] })
})

test('merge: what one removed while the other worded it stays', () => {
  expect(kk(merge([line('a')], [], [line('a', 'a!')]).merged)).toEqual(['a!'])
  expect(kk(merge([line('a')], [line('a', 'a!')], []).merged)).toEqual(['a!'])
  expect(kk(merge([line('a')], [line('a')], []).merged)).toEqual([])
})

test('a report is confirmed with one to five complete recommendations', () => {
  expect(hindrance([])).toBe('empty')
  expect(hindrance(Array.from({ length: 6 }, (_, i) => line(String(i))))).toBe('tooMany')
  expect(hindrance([{ ...line('a'), until: ' ' }])).toBe('incomplete')
  expect(hindrance([line('a')])).toBeUndefined()
  expect(missing({ ...line('a'), text: { ru: 'Дорога' }, who: '' })).toEqual(['who'])
})

test('worded and confirmed offline, answers lost: the server confirms it once, with the words the group heard', async () => {
  server.fault = () => 'no network'
  await word(line('a'))
  await word(line('a'), line('b'))
  await word(line('a'), line('b'), line('c'))
  await confirm(store, place, { present: 14, agreed: 12 })
  await write(store, place, [line('a')], [line('a', 'кейін')]) // locked on this tablet already
  await sendAll()
  expect(await row()).toMatchObject({ confirming: { present: 14 } })
  let n = 0
  server.fault = () => (++n % 2 ? 'lose the answer' : undefined)
  await sendAll()
  expect(server.confirmations).toEqual([['a', 'b', 'c']])
  expect(server.told).toMatchObject({ version: 2, state: 'confirmed', agreed: 12 })
  expect(await row()).toMatchObject({ server: { state: 'confirmed' } })
  expect((await row()).confirming ?? (await row()).mine).toBeUndefined()
})

test('a correction offline is the next edition', async () => {
  await word(line('a'))
  await confirm(store, place, { present: 0, agreed: 0 })
  await sendAll()
  server.fault = () => 'no network'
  await correct(store, place, 'мерзім қате')
  await word(line('a', 'a2'))
  await confirm(store, place, { present: 3, agreed: 3 })
  server.fault = () => undefined
  await sendAll()
  expect(server.confirmations).toEqual([['a'], ['a2']])
  expect(server.told).toMatchObject({ edition: 2, state: 'confirmed', reason: 'мерзім қате' })
})

test('two tablets worded different recommendations: both stay; the same one: a person chooses', async () => {
  await word(line('a'), line('b'))
  await sendAll()
  server.become({ recommendations: [line('a', 'a?'), line('b'), line('t')] })
  await word(line('a'), line('b', 'b!'))
  await sendAll()
  expect(kk(server.told.recommendations)).toEqual(['a?', 'b!', 't'])

  server.become({ recommendations: [line('a', 'олардікі')] })
  await word(line('a', 'біздікі'), line('b', 'b!'), line('t'))
  await sendAll()
  expect(kk(server.told.recommendations)).toEqual(['олардікі'])
  expect(kk((await row()).newer!.recommendations)).toEqual(['олардікі'])
  await choose(store, place, 'ours')
  await sendAll()
  expect(kk(server.told.recommendations)).toEqual(['біздікі', 'b!', 't'])
})

test('never confirms words that the group has not heard', async () => {
  await word(line('a'))
  await sendAll()
  await confirm(store, place, { present: 0, agreed: 0 })
  server.become({ recommendations: [line('a', 'басқа')] })
  await takeIn(store, place, server.told)
  await sendAll()
  expect(server.confirmations).toEqual([])
  expect(await row()).toMatchObject({ confirming: {}, newer: { recommendations: [{ text: { kk: 'басқа' } }] } })
  await choose(store, place, 'theirs')
  expect(await row()).toMatchObject({ server: { state: 'draft' } })
  expect((await row()).confirming).toBeUndefined()
})

test('another tablet confirmed other words first: ours over it is a correction', async () => {
  await word(line('a'))
  await sendAll()
  await word(line('a', 'біздікі'))
  await confirm(store, place, { present: 9, agreed: 9 })
  server.become({ recommendations: [line('a', 'олардікі')] })
  server.become({ state: 'confirmed' })
  await sendAll()
  expect((await row()).newer).toMatchObject({ state: 'confirmed' })
  await choose(store, place, 'ours', 'топ басқасын растады')
  await sendAll()
  expect(server.confirmations).toEqual([['біздікі']])
  expect(server.told).toMatchObject({ edition: 2, state: 'confirmed', reason: 'топ басқасын растады', present: 9 })
  expect((await row()).confirming).toBeUndefined()
})

test('a confirmation that never left the tablet can be taken back', async () => {
  await word(line('a'))
  await sendAll()
  await confirm(store, place, { present: 0, agreed: 0 })
  expect(await takeBack(store, place)).toBe(true)
  await sendAll()
  expect(server.confirmations).toEqual([])
  expect((await row()).confirming).toBeUndefined()
})
