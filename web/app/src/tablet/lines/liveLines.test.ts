import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import type { Store } from '../store/db.ts'
import { LiveLines, unread } from './liveLines.ts'
import { takeIn, type Told } from './receive.ts'
import type { Line } from './types.ts'
import { capture, withdraw } from './verbs.ts'
import { openStore } from '../nouns.ts'
import { lineOf } from './jobs.ts'

const many = 1000
let disk: { indexedDB: IDBFactory; IDBKeyRange: typeof IDBKeyRange }
let store: Store
let read: number // rows of the list

const told = (n: number, change: Partial<Told> = {}): Told => ({
  id: `l${n}`, forum_id: 'f', session_id: 's', number: n, receipt: '', text: `Ұсыныс ${n}`, language: 'kk', received_at: '2026-06-01T10:00:00Z', state: 'received', version: 1, ...change,
})

/** Resolves when the list is as wanted, by its own news and not by time. */
function until(list: LiveLines, holds: (lines: readonly Line[]) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => holds(list.now()) && resolve()
    list.subscribe(look)
    look()
  })
}

beforeEach(async () => {
  disk = { indexedDB: new IDBFactory(), IDBKeyRange }
  store = openStore('tablet', disk)
  await store.keep('device', { id: 'd', secret: 's', access_token: 't', name: '' })
  await store.keep('context', { forum: { id: 'f', title: {} }, session: { id: 's', title: {} }, rounds: [], themes: [] })
  await takeIn(store, Array.from({ length: many }, (_, i) => told(i + 1)), 's')
  store.lines.hook('reading', (row) => {
    read++
    return row
  })
  read = 0
})

test('on a long list a new line, an edit and a batch of live events read no other row', async () => {
  const list = new LiveLines(store, 's')
  expect(list.now()).toBe(unread)
  await until(list, (lines) => lines.length === many)
  const before = list.now()
  read = 0

  list.show(await capture(store, { text: 'Жаңа', language: 'kk' }))
  expect(list.now()).toHaveLength(many + 1)
  await until(list, () => read > 0)
  expect(read).toBeLessThan(5)
  expect(list.now().slice(0, many).every((line, i) => line === before[i]), 'what did not change is the same object').toBe(true)

  await withdraw(store, 'l7')
  await until(list, (lines) => lines[6]!.withdrawn)
  read = 0
  await takeIn(store, Array.from({ length: 120 }, (_, i) => told(many + 1 + i)), 's')
  await until(list, (lines) => lines.length === many + 121)
  expect(read).toBeLessThan(3 * 120)
})

test('what another tab changes or deletes, and what belongs to another session', async () => {
  const list = new LiveLines(store, 's')
  await until(list, (lines) => lines.length === many)
  const other = openStore('tablet', disk)
  await takeIn(other, [told(5, { version: 2, text: 'Басқаша' }), told(9999, { session_id: 'elsewhere' })])
  await until(list, (lines) => lines[4]!.text === 'Басқаша')
  expect(list.now()).toHaveLength(many)
  await other.lines.where('id').equals('l5').delete()
  await until(list, (lines) => lines.length === many - 1)
})

test('what was hidden in the first words is not kept here either', async () => {
  await takeIn(store, [told(5, { version: 2, text: '█████ айтты', original_text: '█████ айтты' })], 's')
  expect(JSON.stringify(await lineOf(store, 'l5'))).not.toContain('Ұсыныс 5')
})

test('a batch is one transaction, and a list that is known already is none', async () => {
  let changes = 0
  const count = () => void changes++
  Dexie.on.storagemutated.subscribe(count)
  await takeIn(store, [told(1, { version: 2, text: 'Бір' }), told(1, { version: 3, text: 'Екі' }), ...Array.from({ length: 48 }, (_, i) => told(many + 1 + i))], 's')
  expect(changes).toBe(1)
  expect((await lineOf(store, 'l1'))!.text).toBe('Екі')
  await takeIn(store, Array.from({ length: 500 }, (_, i) => told(i + 2)), 's')
  expect(changes).toBe(1)
  Dexie.on.storagemutated.unsubscribe(count)
})
