import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { createApi } from '../../core/api.ts'
import type { Store } from '../store/db.ts'
import { type Arrangement, board, merge, placed, type Told } from './groups.ts'
import { dissolve, makeGroup, move, nameGroup, rowsOf, takeIn, undo } from './keep.ts'
import { allVerbs, openStore } from '../nouns.ts'
import { Queue } from '../store/queue.ts'

const place = { forum_id: 'f', session_id: 's' }
const is = (suggestion_ids: string[], kk = '', position = 1): Arrangement => ({ title: { kk, ru: '' }, suggestion_ids, position, dissolved: false })
const gone: Arrangement = { ...is([]), dissolved: true }

test('the rule: the union of what both put in, minus what either took out; both names stand', () => {
  expect(merge(is(['a', 'b']), is(['a', 'x', 'b']), is(['a', 'b', 'y'])).suggestion_ids).toEqual(['a', 'b', 'y', 'x'])
  expect(merge(is(['a', 'b']), is(['b', 'x']), is(['a'])).suggestion_ids).toEqual(['x'])
  expect(merge(is(['a', 'b']), is(['b', 'a']), is(['a', 'b'], 'Жол')).suggestion_ids).toEqual(['b', 'a'])
  expect(merge(is(['a', 'b']), is(['x', 'a', 'b']), is(['a', 'b'], 'Жол'))).toEqual(is(['x', 'a', 'b'], 'Жол'))
  expect(merge(is([]), is([], 'Жол'), is([], 'Көлік')).title.kk).toBe('Көлік / Жол')
  expect(merge(is([]), is([], 'Жол'), is([], 'Көлік / Жол')).title.kk).toBe('Көлік / Жол')
  expect(merge(undefined, is(['a']), is(['b'])).suggestion_ids).toEqual(['b', 'a'])
})

test('the rule: a group that either took apart stays apart, unless the other put something in', () => {
  expect(merge(is(['a']), is(['a', 'x']), gone).dissolved).toBe(true)
  expect(merge(is(['a']), gone, is(['a'])).dissolved).toBe(true)
  expect(merge(is(['a']), gone, is(['a', 'y']))).toEqual(is(['a', 'y']))
})

test('a card lands where it is dropped', () => {
  expect(placed(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b'])
  expect(placed(['a', 'b', 'c'], 'a', 2)).toEqual(['b', 'a', 'c'])
  expect(placed(['a', 'b'], 'x')).toEqual(['a', 'b', 'x'])
})

/** The server's rules of a session's groups (services/facilitation/internal/group). */
class GroupServer {
  groups = new Map<string, Told>()
  requests = 0
  fault: () => 'lose the answer' | 'no network' | undefined = () => undefined

  readonly fetch = (async (url: string, { method = 'GET', body }: RequestInit) => {
    const fault = this.fault()
    if (fault === 'no network') throw new TypeError('Failed to fetch')
    this.requests++
    const { pathname, searchParams } = new URL(url)
    const id = pathname.split('/').at(-1)!
    const answer = method === 'PUT' ? this.arrange(id, JSON.parse(String(body))) : this.dissolve(id, Number(searchParams.get('base_version')))
    if (fault === 'lose the answer') throw new TypeError('connection reset')
    return answer
  }) as typeof fetch

  arrange(id: string, { title, suggestion_ids, position, base_version }: Omit<Told, 'id'> & { base_version: number }): Response {
    const known = this.groups.get(id)
    const wanted = { title: { kk: title.kk ?? '', ru: title.ru ?? '' }, suggestion_ids, position }
    if (known?.state === 'dissolved') return problem('group_dissolved')
    if (known && JSON.stringify([known.title, known.suggestion_ids, known.position]) === JSON.stringify([wanted.title, suggestion_ids, position])) return Response.json(known)
    if ((known?.version ?? 0) !== base_version) return problem('newer_version', { newer: known })
    const told: Told = { id, version: base_version + 1, state: 'standing', ...wanted }
    for (const other of this.groups.values()) {
      const left = other.suggestion_ids.filter((card) => !suggestion_ids.includes(card))
      if (other.id !== id && left.length < other.suggestion_ids.length) this.groups.set(other.id, { ...other, suggestion_ids: left, version: other.version + 1 })
    }
    this.groups.set(id, told)
    return Response.json(told)
  }

  dissolve(id: string, base: number): Response {
    const known = this.groups.get(id)
    if (!known) return problem('group_not_found', {}, 404)
    if (known.state === 'standing' && base !== known.version) return problem('newer_version', { newer: known })
    if (known.state === 'standing') this.groups.set(id, { ...known, state: 'dissolved', version: known.version + 1 })
    return new Response(null, { status: 204 })
  }

  get standing(): string[][] {
    return [...this.groups.values()].filter(({ state }) => state === 'standing').map(({ suggestion_ids }) => [...suggestion_ids]).toSorted()
  }
}

function problem(code: string, extra = {}, status = 409): Response {
  return new Response(JSON.stringify({ status, code, detail: code, ...extra }), { status, headers: { 'Content-Type': 'application/problem+json' } })
}

let server: GroupServer
let left: Store
let right: Store

beforeEach(() => {
  server = new GroupServer()
  left = openStore('tablet', { indexedDB: new IDBFactory(), IDBKeyRange })
  right = openStore('tablet', { indexedDB: new IDBFactory(), IDBKeyRange })
})

async function sendAll(store: Store): Promise<void> {
  const errands = new Queue({ verbs: allVerbs, store, api: createApi({ origin: 'http://tablet.test', language: () => 'kk', fetch: server.fetch }) })
  for (let tries = 0; tries < 60; tries++) {
    errands.retryNow()
    await errands.flush()
    if (!(await store.errands.where('state').equals('waiting').count())) return
  }
  throw new Error('the queue does not empty')
}
const hear = (store: Store) => takeIn(store, place, [...server.groups.values()])
const lines = ['a', 'b', 'c', 'd', 'e', 'x', 'y']
const shown = async (store: Store) => board(await rowsOf(store, 's'), lines)
const cards = async (store: Store) => (await shown(store)).groups.map(({ cards }) => cards)

test('a hundred drags offline are a few requests, and answers that are lost change nothing', async () => {
  server.fault = () => 'no network'
  const one = await makeGroup(left, place, 'a')
  const two = await makeGroup(left, place, 'b')
  for (let i = 0; i < 100; i++) await move(left, place, 'c', i % 2 ? one : two, 0)
  await nameGroup(left, place, one, { kk: 'Жол' })
  let n = 0
  server.fault = () => (++n % 2 ? 'lose the answer' : undefined)
  await sendAll(left)
  expect(server.standing).toEqual([['b'], ['c', 'a']])
  expect(server.groups.get(one)!.title.kk).toBe('Жол')
  expect(server.requests).toBeLessThan(10)
  expect((await rowsOf(left, 's')).every(({ mine }) => !mine)).toBe(true)
})

test('two tablets arrange offline: no card is lost, each lies in one group, both show the same', async () => {
  const roads = await makeGroup(left, place, 'a')
  await move(left, place, 'b', roads)
  await sendAll(left)
  await hear(right)
  // Both put into the same group; both take "b" elsewhere; the right one makes a group of its own.
  await move(left, place, 'c', roads)
  const leftOwn = await makeGroup(left, place, 'b')
  await move(right, place, 'd', roads, 0)
  const rightOwn = await makeGroup(right, place, 'b')
  await move(right, place, 'e', rightOwn)
  await sendAll(left)
  await sendAll(right)
  await hear(left)
  await hear(right)
  expect(await shown(left)).toEqual(await shown(right))
  expect((await cards(left)).flat().toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(new Set(server.groups.get(roads)!.suggestion_ids)).toEqual(new Set(['a', 'c', 'd']))
  expect(server.groups.get(leftOwn)!.suggestion_ids).toEqual([])
  expect(server.groups.get(rightOwn)!.suggestion_ids).toEqual(['b', 'e'])
})

test('taken apart on one tablet while the other puts a card in', async () => {
  const group = await makeGroup(left, place, 'a')
  await sendAll(left)
  await hear(right)
  await move(right, place, 'x', group)
  await sendAll(right)
  await dissolve(left, place, group)
  await sendAll(left)
  expect(await cards(left)).toEqual([['a', 'x']])

  await hear(right)
  await dissolve(right, place, group)
  await sendAll(right)
  await move(left, place, 'y', group)
  await sendAll(left)
  expect(await cards(left)).toEqual([])
  expect((await shown(left)).tray).toEqual(lines)
})

test('undo takes the last deed back and nothing of the other tablet', async () => {
  const group = await makeGroup(left, place, 'a')
  await sendAll(left)
  await hear(right)
  await move(left, place, 'b', group)
  await move(right, place, 'x', group)
  await sendAll(right)
  await sendAll(left)
  await hear(left)
  await undo(left, place)
  await sendAll(left)
  expect(new Set(server.groups.get(group)!.suggestion_ids)).toEqual(new Set(['a', 'x']))

  await hear(left)
  await dissolve(left, place, group)
  await sendAll(left)
  await undo(left, place)
  await sendAll(left)
  expect(server.standing.map((ids) => ids.toSorted())).toEqual([['a', 'x']]) // under a new identifier: a dissolved group stays dissolved
  expect((await cards(left)).flat().toSorted()).toEqual(['a', 'x'])
})

test('made and taken apart before there was a network: the server never hears of it', async () => {
  const group = await makeGroup(left, place, 'a')
  await dissolve(left, place, group)
  await sendAll(left)
  expect(server.requests).toBe(0)
  expect(await rowsOf(left, 's')).toEqual([])
})
