import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { offered, usedTags } from './usedTags.ts'
import { exportSession, importSession } from '../session/transfer.ts'
import { tabletApi } from '../store/access.ts'
import type { Store } from '../store/db.ts'
import { FakeServer } from './fakeServer.ts'
import { takeIn } from './receive.ts'
import { choose } from './settle.ts'
import { asTyped, parted } from './tags.ts'
import { undo } from './undo.ts'
import * as verbs from './verbs.ts'
import { allVerbs, openStore } from '../nouns.ts'
import { Queue } from '../store/queue.ts'
import { lineOf } from './jobs.ts'

let server: FakeServer
let store: Store

beforeEach(async () => {
  server = new FakeServer()
  store = await tablet()
})

async function tablet(): Promise<Store> {
  const store = openStore('tablet', { indexedDB: new IDBFactory(), IDBKeyRange })
  await store.keep('device', { id: crypto.randomUUID(), secret: 's', access_token: 'token-1', name: '' })
  await store.keep('context', { forum: { id: 'f', title: {} }, session: { id: 's', title: {} }, rounds: [], themes: [] })
  return store
}

const wording = (typed: string) => ({ ...parted(typed), language: 'kk' as const })
const say = (typed: string) => verbs.capture(store, wording(typed))
const edit = (id: string, typed: string) => verbs.reword(store, id, wording(typed))
const shown = async (id: string) => asTyped((await lineOf(store, id))!)
const stored = (id: string) => asTyped(server.suggestions.get(id)!)
const send = (from = store) => new Queue({ verbs: allVerbs, store: from, api: tabletApi(from, () => 'kk', { origin: 'http://tablet.test', fetch: server.fetch }) }).flush()

test('tags typed without a network arrive with their line; a line without tags is sent as it always was', async () => {
  const tagged = await say('Пандус #көлік #қала')
  const plain = await say('Мектеп')
  await send()
  expect(stored(tagged.id)).toBe('Пандус #көлік #қала')
  const [first, second] = server.requests[0]!.body.suggestions as Record<string, unknown>[]
  expect(first).toMatchObject({ text: 'Пандус', tags: ['көлік', 'қала'] })
  expect(JSON.parse(JSON.stringify(second))).not.toHaveProperty('tags')
  expect(await shown(plain.id)).toBe('Мектеп')
})

test('an edit of tags alone goes to the server, can be undone, and cancels out when it never left', async () => {
  const { id } = await say('Пандус #көлік')
  await send()
  await edit(id, 'Пандус #көлік')
  expect(await store.errands.count()).toBe(0)
  await edit(id, 'Пандус #жол')
  await undo(store)
  expect(await shown(id)).toBe('Пандус #көлік')
  expect(await store.errands.count()).toBe(0)
  await edit(id, 'Пандус')
  await send()
  expect(stored(id)).toBe('Пандус')
  await undo(store)
  await send()
  expect(stored(id)).toBe('Пандус #көлік')
})

test('tags that somebody else changed meanwhile stand beside ours until a person chooses', async () => {
  for (const whose of ['ours', 'theirs'] as const) {
    const { id } = await say('Пандус #көлік')
    await send()
    server.reword(server.suggestions.get(id)!, { edit_id: whose, text: 'Пандус', language: 'kk', tags: ['қала'], base_version: 1 })
    await edit(id, 'Пандус #жол')
    await send()
    expect(await lineOf(store, id)).toMatchObject({ tags: ['жол'], newer: { text: 'Пандус', tags: ['қала'] } })
    await choose(store, id, whose)
    await send()
    const standing = whose === 'ours' ? 'Пандус #жол' : 'Пандус #қала'
    expect([await shown(id), stored(id)]).toEqual([standing, standing])
  }
})

test('what another tablet tells of tags is taken in, by list and by an event that leaves empty ones out', async () => {
  const { id } = await say('Пандус')
  await send()
  const told = server.suggestions.get(id)!
  await takeIn(store, [{ ...told, tags: ['көлік'], version: 2 }])
  expect(await shown(id)).toBe('Пандус #көлік')
  await takeIn(store, [{ ...told, version: 3 }])
  expect(await shown(id)).toBe('Пандус')
})

test('undo takes back tags that were given to a line without any', async () => {
  await takeIn(store, [{ id: 'x', forum_id: 'f', session_id: 's', number: 1, receipt: 'r', text: 'Пандус', language: 'kk', received_at: '', state: 'received', version: 1 }])
  server.suggestions.set('x', { ...(await lineOf(store, 'x'))!.server!, id: 'x', forum_id: 'f', session_id: 's', original_text: 'Пандус', state: 'received' })
  await edit('x', 'Пандус #көлік')
  await send()
  expect(stored('x')).toBe('Пандус #көлік')
  await undo(store)
  await send()
  expect(stored('x')).toBe('Пандус')
})

test('a copy of the session carries tags, standing and still to be told', async () => {
  const { id } = await say('Пандус #көлік')
  await edit(id, 'Пандус #көлік #қала')
  const other = await tablet()
  await importSession(other, JSON.parse(JSON.stringify(await exportSession(store))))
  await send(other)
  await send()
  expect(asTyped((await lineOf(other, id))!)).toBe('Пандус #көлік #қала')
  expect(stored(id)).toBe('Пандус #көлік #қала')
  expect(server.suggestions.size).toBe(1)
})

test('a copy brings an edit of tags alone to a tablet that has the line already', async () => {
  const { id } = await say('Пандус #көлік')
  await send()
  const other = await tablet()
  await takeIn(other, [server.suggestions.get(id)!])
  await edit(id, 'Пандус #жол')
  await importSession(other, JSON.parse(JSON.stringify(await exportSession(store))))
  expect(asTyped((await lineOf(other, id))!)).toBe('Пандус #жол')
  await send(other)
  expect(stored(id)).toBe('Пандус #жол')
})

test('the tags of the session are offered, the most frequent first', async () => {
  for (const typed of ['Бір #қала', 'Екі #Көлік', 'Үш #көлік', 'Төрт #мектеп']) await say(typed)
  await undo(store)
  const used = await usedTags(store)
  expect(used).toEqual(['Көлік', 'қала'])
  for (const [typed, tags] of [['Бес #', ['Көлік', 'қала']], ['Бес #КӨ', ['Көлік']], ['Бес #көлік #', ['қала']], ['Бес #жол', []]] as const)
    expect(offered(used, typed)).toEqual(tags)
})
