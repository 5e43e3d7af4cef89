import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { Store } from '../store/db.ts'
import { capture, reword } from '../store/verbs.ts'
import { PartReader, toParts } from './qr.ts'
import { exportSession, importSession, WrongCopy } from './transfer.ts'

async function tablet(forum = 'f'): Promise<Store> {
  const store = new Store('tablet', { indexedDB: new IDBFactory(), IDBKeyRange })
  await store.keep('device', { id: crypto.randomUUID(), secret: 'hidden', access_token: 'hidden', name: '' })
  await store.keep('context', { forum: { id: forum, title: {} }, session: { id: 's', title: {} }, rounds: [], themes: [] })
  return store
}

async function busyTablet(lines: number): Promise<Store> {
  const store = await tablet()
  for (let i = 1; i <= lines; i++) await capture(store, { text: `Ұсыныс ${i}: ауылдағы әр мектепке инклюзивті сынып керек`, language: 'kk' })
  const first = await store.lines.orderBy('pos').first()
  await reword(store, first!.id, { text: 'Қайта жазылды', language: 'kk' })
  return store
}

test('a session goes to another tablet by QR codes read in any order, some of them twice', async () => {
  const from = await busyTablet(50)
  const to = await tablet()
  const parts = await toParts(await exportSession(from))
  const reader = new PartReader()
  for (const part of [...parts.toReversed(), parts[0]!]) expect(reader.add(part)).toBe(true)
  expect(reader.add('https://example.kz')).toBe(false)
  const copy = await reader.value()
  expect(JSON.stringify(copy)).not.toContain('hidden')
  expect(await importSession(to, copy)).toBe(50)
  expect(await importSession(to, copy)).toBe(0)
  const texts = async (store: Store) => (await store.lines.orderBy('pos').toArray()).map((line) => [line.id, line.text])
  expect(await texts(to)).toEqual(await texts(from))
  expect(await to.jobs.count()).toBe(51)
  console.info(`${parts.length} codes for 50 lines`)
})

test('an incomplete series gives nothing; a foreign file or forum is refused', async () => {
  const parts = await toParts(await exportSession(await busyTablet(30)))
  const reader = new PartReader()
  parts.slice(1).forEach((part) => reader.add(part))
  expect(await reader.value()).toBeUndefined()
  await expect(importSession(await tablet(), { lines: [] })).rejects.toEqual(new WrongCopy('importWrong'))
  await expect(importSession(await tablet('other'), await exportSession(await tablet()))).rejects.toEqual(new WrongCopy('importOtherForum'))
})
