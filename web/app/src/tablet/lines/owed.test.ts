import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import type { Api } from '../../core/api.ts'
import { Clock } from '../../core/clock.ts'
import { exportSession, importSession, wordsOf } from '../session/transfer.ts'
import { tabletApi } from '../store/access.ts'
import type { Store } from '../store/db.ts'
import { release } from '../session/handover.ts'
import { pair } from '../pairing/pairing.ts'
import { tellRefusal } from '../store/refusals.ts'
import { owed } from './owed.ts'
import { capture, reword } from './verbs.ts'
import { allVerbs, openStore } from '../nouns.ts'
import { Queue } from '../store/queue.ts'

/** Two forums; a code names one of them and its session ("AAAAAAA1"). Each has a secret and a token of its own. */
let got: { forum: string; session: string; text: string }[]
let revoked: Set<string>
let released: string[]
let online: boolean

const server = (async (url: string, init: RequestInit) => {
  if (!online) throw new TypeError('no network')
  const { pathname } = new URL(url)
  const body = init.body ? JSON.parse(String(init.body)) : {}
  const token = new Headers(init.headers).get('Authorization')
  if (pathname.endsWith('/redeem')) {
    const [forum, session] = [body.code[0].toLowerCase(), body.code.toLowerCase()]
    revoked.delete(forum)
    return Response.json({ device_id: body.device_id, secret: `secret of ${forum}`, access_token: `old ${forum}`, forum: { id: forum, title: { kk: forum } }, session: { id: session, title: {} }, rounds: [], themes: [] })
  }
  if (pathname.endsWith('/token')) {
    const forum = String(body.secret).at(-1)!
    return revoked.has(forum) ? problem(401, 'device_revoked') : Response.json({ access_token: `token ${forum}` })
  }
  const forum = /forums\/(\w+)/.exec(pathname)![1]!
  if (token === `Bearer old ${forum}` || revoked.has(forum)) return problem(401, 'token_expired')
  if (token !== `Bearer token ${forum}`) return problem(403, 'role_required')
  if (init.method === 'DELETE') return (released.push(forum), revoked.add(forum), new Response(null, { status: 204 }))
  const receipts = body.suggestions.map(({ id, session_id, text }: { id: string; session_id: string; text: string }) => {
    if (!got.some((one) => one.text === text)) got.push({ forum, session: session_id, text })
    return { id, outcome: 'stored', number: 1, receipt: '', received_at: '2026-06-01T10:00:00Z' }
  })
  return Response.json({ receipts })
}) as typeof fetch

const problem = (status: number, code: string) => new Response(JSON.stringify({ code, detail: code }), { status, headers: { 'Content-Type': 'application/problem+json' } })
const clock = new Clock(0, () => 0, () => 0)

interface Tablet {
  store: Store
  api: Api
  pair: (code: string) => Promise<void>
  say: (text: string) => Promise<unknown>
  send: () => Promise<void>
}

function tablet(): Tablet {
  const store = openStore('tablet', { indexedDB: new IDBFactory(), IDBKeyRange })
  const api = tabletApi(store, () => 'kk', { origin: 'http://tablet.test', fetch: server })
  return {
    store,
    api,
    pair: (code) => pair(store, api, clock, code, ''),
    say: (text) => capture(store, { text, language: 'kk' }),
    send: async () => {
      const told: Promise<void>[] = []
      await new Queue({ verbs: allVerbs, store, api, onNetwork: (state, forum, error) => void told.push(tellRefusal(store, forum, state === 'online' ? undefined : error)) }).flush()
      await Promise.all(told)
    },
  }
}

let here: Tablet
beforeEach(async () => {
  got = []
  revoked = new Set()
  released = []
  online = true
  here = tablet()
  await here.pair('AAAAAAA1')
  online = false
  await here.say('бірінші форумда')
  online = true
  await here.pair('BBBBBBB2')
  await here.say('екінші форумда')
})

test('a line unsent in one forum goes there, under its session, after the tablet was paired to another forum', async () => {
  await here.send()
  expect(got.toSorted((a, b) => a.forum.localeCompare(b.forum))).toEqual([{ forum: 'a', session: 'aaaaaaa1', text: 'бірінші форумда' }, { forum: 'b', session: 'bbbbbbb2', text: 'екінші форумда' }])
  expect(await here.store.fact('refusals')).toEqual({})
  expect((await here.store.fact('device'))?.access_token).toBe('token b') // each token was renewed in its place
  expect((await here.store.fact('keys'))?.a?.access_token).toBe('token a')
  await here.pair('AAAAAAA3')
  expect(Object.keys((await here.store.fact('keys'))!)).toEqual(['b'])
})

test('a forum that takes nothing any more is told of, holds nobody up, and a code of it frees what waits', async () => {
  revoked.add('a')
  await here.send()
  expect(got.map(({ text }) => text)).toEqual(['екінші форумда'])
  expect(await here.store.fact('refusals')).toMatchObject({ a: { code: 'device_revoked' } })
  expect(await owed(here.store)).toMatchObject({ going: 0, stranded: new Map([['a', 1]]) })
  await here.pair('AAAAAAA3')
  expect(await here.store.fact('refusals')).toEqual({})
  await here.send()
  expect(got.at(-1)).toEqual({ forum: 'a', session: 'aaaaaaa1', text: 'бірінші форумда' })
})

test.each(['the file', 'the series of QR codes'])('%s carries what is unsent of every session to a tablet of that forum', async (way) => {
  revoked.add('a')
  await here.send()
  const carried = await exportSession(here.store)
  const copy = JSON.parse(JSON.stringify(way === 'the file' ? carried : wordsOf(carried)))
  const there = tablet()
  await there.pair('AAAAAAA9')
  expect(await importSession(there.store, copy)).toMatchObject({ lines: 1 }) // what the other forum has received stays where it is
  await there.send()
  expect(got.at(-1)).toEqual({ forum: 'a', session: 'aaaaaaa1', text: 'бірінші форумда' })

  const third = tablet()
  await third.pair('BBBBBBB7')
  expect(await importSession(third.store, copy)).toMatchObject({ lines: 2 }) // carried on, though this one cannot send it either
  await third.send()
  expect(await third.store.fact('refusals')).toMatchObject({ a: { code: 'role_required' } })
  const stranger = tablet()
  await stranger.pair('CCCCCCC1')
  await expect(importSession(stranger.store, copy)).rejects.toMatchObject({ reason: 'importOtherForum' })
})

test('the hand-over waits for every session, gives up the rights in each forum, and ends when a person says what cannot go may stay', async () => {
  expect(await release(here.store, here.api)).toBe(false)
  await here.send()
  expect(await release(here.store, here.api)).toBe(true)
  expect(released.toSorted()).toEqual(['a', 'b'])

  await here.pair('AAAAAAA1')
  online = false
  await here.say('тағы')
  online = true
  await here.pair('BBBBBBB2')
  revoked.add('a')
  await here.send()
  expect(await release(here.store, here.api)).toBe(false)
  expect(await here.store.fact('handover')).toBeUndefined()
  expect(await release(here.store, here.api, { all: true })).toBe(true)
  expect(await here.store.fact('handover')).toBe('gone')
  expect(await here.store.errands.count()).toBe(1)
})

test('a refused edit of an earlier session is in the copy, too, and keeps a hand-over from ending unasked', async () => {
  await here.send()
  const [line] = await here.store.lines.toArray()
  await reword(here.store, line!.id, { text: 'түзетілген', language: 'kk' })
  await here.store.errands.toCollection().modify({ state: 'parked' })
  await here.store.lines.update(line!.pos!, { state: 'stuck', problem: { code: 'suggestion_withdrawn', detail: '' } })
  expect((await exportSession(here.store)).lines.map(({ text }) => text)).toContain('түзетілген')
  expect(await release(here.store, here.api)).toBe(false)
})
