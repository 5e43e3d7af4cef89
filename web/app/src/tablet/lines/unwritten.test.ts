import 'fake-indexeddb/auto'
import type { DBCore } from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { uuidv7 } from '../../core/uuid.ts'
import { tabletApi } from '../store/access.ts'
import type { Store } from '../store/db.ts'
import { FakeServer } from './fakeServer.ts'
import { Spare } from '../store/spare.ts'
import { Lines } from './unwritten.ts'
import { typed } from './verbs.ts'
import { allVerbs, openStore } from '../nouns.ts'
import { Queue } from '../store/queue.ts'

/** Whether the disk is full. Then nothing can be written, and everything can be read and deleted. */
let full: boolean
let disk: IDBFactory
let second: Storage | undefined

const refusing = {
  stack: 'dbcore' as const,
  create: (down: DBCore) => ({
    ...down,
    table: (name: string) => {
      const table = down.table(name)
      const refused = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'))
      return { ...table, mutate: ((request) => (full && !request.type.startsWith('delete') ? refused() : table.mutate(request))) as typeof table.mutate }
    },
  }),
}

/** A page of the browser: what lies on the disk and in the second store outlives it. */
async function page(): Promise<{ store: Store; lines: Lines }> {
  const store = openStore('tablet', { indexedDB: disk, IDBKeyRange, spare: new Spare(second) })
  store.use(refusing)
  await store.open()
  return { store, lines: new Lines(store, { wait: () => new Promise(() => {}) }) }
}

beforeEach(async () => {
  full = false
  disk = new IDBFactory()
  second = storage()
  const { store } = await page()
  await store.keep('device', { id: uuidv7(), secret: 's', access_token: 'token-1', name: '' })
  await store.keep('context', { forum: { id: 'f', title: {} }, session: { id: 's', title: {} }, rounds: [], themes: [] })
})

function storage(room = Infinity): Storage {
  const kept: Record<string, string> = {}
  Object.defineProperties(kept, {
    getItem: { value: (key: string) => kept[key] ?? null },
    setItem: {
      value: (key: string, value: string) => {
        if (Object.keys(kept).length >= room) throw new DOMException('no room', 'QuotaExceededError')
        kept[key] = value
      },
    },
    removeItem: { value: (key: string) => void delete kept[key] },
  })
  return kept as unknown as Storage
}

const say = (lines: Lines, ...texts: string[]) => Promise.all(texts.map((text) => lines.put(typed({ text, language: 'kk' }))))
const held = (lines: Lines) => lines.snapshot().lines.map(({ text, state }) => [text, state])
const written = async (store: Store) => (await store.lines.orderBy('pos').toArray()).map(({ text, device_counter }) => [text, device_counter])
const run = (lines: Lines) => {
  const stop = new AbortController()
  void lines.run(stop.signal)
  return stop
}

test('on a full disk fast lines stay lines of their own, in order, and are written once each when it heals', async () => {
  const { store, lines } = await page()
  await say(lines, 'бірінші')
  full = true
  await say(lines, 'екінші', 'үшінші', 'төртінші')
  expect(held(lines)).toEqual([['екінші', 'unwritten'], ['үшінші', 'unwritten'], ['төртінші', 'unwritten']])
  expect(lines.snapshot().safe).toBe(true)
  expect(store.health.refusing).toBe(true)
  expect(await lines.retry()).toBe(false)
  full = false
  await say(lines, 'бесінші') // written after those that have waited longer
  expect(held(lines)).toEqual([])
  expect(store.health.refusing).toBe(false)
  expect(await written(store)).toEqual([['бірінші', 1], ['екінші', 2], ['үшінші', 3], ['төртінші', 4], ['бесінші', 5]])
  expect(await store.errands.count()).toBe(5)
  expect(Object.keys(second!)).toEqual([])
})

test('after a reload on the full disk the lines are there, are written once when it heals, and are sent once', async () => {
  full = true
  const before = await page()
  await say(before.lines, 'бірінші', 'екінші')
  const after = await page()
  const stop = run(after.lines)
  await expect.poll(() => held(after.lines)).toEqual([['бірінші', 'unwritten'], ['екінші', 'unwritten']])
  full = false
  expect(await after.lines.retry()).toBe(true)
  expect(await written(after.store)).toEqual([['бірінші', 1], ['екінші', 2]])
  expect(await before.lines.retry()).toBe(true) // the other page brings nothing in twice
  expect(await written(after.store)).toHaveLength(2)
  const server = new FakeServer()
  await new Queue({ verbs: allVerbs, store: after.store, api: tabletApi(after.store, () => 'kk', { origin: 'http://tablet.test', fetch: server.fetch }) }).flush()
  expect(server.texts).toEqual(['бірінші', 'екінші'])
  stop.abort()
})

test('where the second store is full, too, or may not be touched, the page itself holds the lines and says so', async () => {
  for (const refused of [storage(1), undefined]) {
    second = refused
    full = true
    const { store, lines } = await page()
    await say(lines, 'а', 'ә', 'б')
    expect(held(lines).map(([text]) => text)).toEqual(['а', 'ә', 'б'])
    expect(lines.snapshot().safe).toBe(false)
    full = false
    expect(await lines.retry()).toBe(true)
    expect((await written(store)).slice(-3).map(([text]) => text)).toEqual(['а', 'ә', 'б'])
    expect(lines.snapshot()).toEqual({ lines: [], safe: true })
  }
})

test('a held line keeps the session, the round and the speaker that it was typed with', async () => {
  const { store, lines } = await page()
  full = true
  await lines.put(typed({ text: 'айтылған', language: 'kk' }, { author_id: 'p' }))
  full = false
  await store.keep('context', { forum: { id: 'f', title: {} }, session: { id: 'other', title: {} }, rounds: [], themes: [] })
  await lines.retry()
  expect(await store.lines.toArray()).toMatchObject([{ session_id: 's', author_id: 'p' }])
})

test('what stands in the field survives a full disk, and a line that is held is not in the field as well', async () => {
  const { store, lines } = await page()
  await store.keepOwn('draft', 's', { id: 'd', text: 'бірін', language: 'kk' })
  full = true
  await store.keepOwn('draft', 's', { id: 'd', text: 'бірінші', language: 'kk' })
  expect(await (await page()).store.own('draft', 's')).toMatchObject({ text: 'бірінші' })
  await lines.put(typed({ text: 'бірінші', language: 'kk' }, { id: 'd' }))
  await store.keepOwn('draft', 's', { id: 'e', text: 'екінші', language: 'kk' })
  full = false
  await lines.retry()
  expect(await store.own('draft', 's')).toMatchObject({ text: 'екінші' })
  await store.keepOwn('draft', 's', { id: 'e', text: 'екінші сөз', language: 'kk' })
  expect(await (await page()).store.own('draft', 's')).toMatchObject({ text: 'екінші сөз' })
})

test('the same draft is one line, whichever tab writes it', async () => {
  const [left, right] = [await page(), await page()]
  await Promise.all([left, right].map(({ lines }) => lines.put(typed({ text: 'бір', language: 'kk' }, { id: 'draft' }))))
  expect(await written(left.store)).toEqual([['бір', 1]])
  expect(await left.store.errands.count()).toBe(1)
})

test('a draft and an open edit stay with their session', async () => {
  const { store } = await page()
  await store.keepOwn('draft', 's', { text: 'осында', language: 'kk' })
  expect(await store.own('draft', 'other')).toBeUndefined()
  await store.keepOwn('draft', 'other', { text: 'онда', language: 'kk' })
  expect(await store.own('draft', 's')).toMatchObject({ text: 'осында' })
})
