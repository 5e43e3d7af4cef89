import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { createApi } from '../../core/api.ts'
import { makeGroup, move } from '../groups/keep.ts'
import { park } from '../later/keep.ts'
import { changeMarking, count } from '../marks/marks.ts'
import { write as writeReport } from '../report/keep.ts'
import { answer, takeInAsked } from '../questions/clarifications.ts'
import type { Store } from '../store/db.ts'
import { FakeServer } from '../lines/fakeServer.ts'
import { attribute } from '../lines/attribute.ts'
import { showBadge } from '../people/people.ts'
import { addPhoto, removePhoto } from '../photos/photos.ts'
import { takeIn } from '../lines/receive.ts'
import { undo } from '../lines/undo.ts'
import { capture, restore, reword, withdraw } from '../lines/verbs.ts'
import { fromFile, toFile } from './file.ts'
import { PartReader, toParts } from './qr.ts'
import { exportSession, importSession, wordsOf } from './transfer.ts'
import { allVerbs, openStore } from '../nouns.ts'
import { Queue } from '../store/queue.ts'
import { allJobs, isJob, keyOf, lineOf } from '../lines/jobs.ts'

const place = { forum_id: 'f', session_id: 's' }
const sheet = { forum: 'f', session: 's', round: 'r' }
const nothing = { lines: 0, photos: 0, others: 0, left: 0 }

async function tablet(forum = 'f'): Promise<Store> {
  const store = openStore('tablet', { indexedDB: new IDBFactory(), IDBKeyRange })
  await store.keep('device', { id: crypto.randomUUID(), secret: 'hidden', access_token: 'hidden', name: '' })
  await store.keep('context', { forum: { id: forum, title: {} }, session: { id: 's', title: {} }, rounds: [], themes: [] })
  return store
}

const say = (store: Store, text: string) => capture(store, { text, language: 'kk' })

async function busyTablet(lines: number): Promise<Store> {
  const store = await tablet()
  for (let i = 1; i <= lines; i++) await say(store, `Ұсыныс ${i}: ауылдағы әр мектепке инклюзивті сынып керек`)
  const first = await store.lines.orderBy('pos').first()
  await reword(store, first!.id, { text: 'Қайта жазылды', language: 'kk' })
  return store
}

const picture = (size: number, byte: number) => ({ blob: new Blob([new Uint8Array(size).fill(byte)], { type: 'image/jpeg' }), width: 1600, height: 800 })

/** Something of everything that a session can consist of. */
async function fullTablet(): Promise<Store> {
  const store = await busyTablet(3)
  const [one, two, three] = await store.lines.orderBy('pos').toArray()
  await addPhoto(store, picture(300_000, 1))
  const sent = await addPhoto(store, picture(200_000, 2))
  await store.photos.update(sent.id, { receipt: { received_at: '2026-06-01T10:00:00Z' } })
  await store.errands.where('key').equals(`photo:${sent.id}`).delete()
  await count(store, sheet, { suggestion_id: one!.id, kind: 'dots' }, () => 3)
  await changeMarking(store, 'r', () => ({ settings: { dots: { dots: 4 } }, turn: { voter: 'v', picks: [two!.id], done: false } }))
  await move(store, place, one!.id, await makeGroup(store, place, two!.id))
  await park(store, { ...place, theme_id: '' }, three!, { session_id: 'other' })
  await writeReport(store, place, [], [{ id: 'r1', text: { kk: 'Жол' }, who: 'Әкімдік', until: '2027', suggestion_ids: [one!.id] }])
  await takeInAsked(store, [{ id: 'q', session_id: 's', suggestion_id: one!.id, version: 1, state: 'open', text: 'Қай жол?', language: 'kk', answer: '', answer_language: '' }])
  await answer(store, 'q', { text: 'Абай көшесі', language: 'kk' })
  await showBadge(store, 'person')
  await store.errands.where('key').equals(keyOf(two!.id)).modify({ attempts: 1 })
  await attribute(store, two!.id, 'person')
  await store.keep('passes', { round_id: 'r', passed: { person: 1 } })
  await store.keepOwn('draft', 's', { text: 'Жарты', language: 'kk' })
  return store
}

const stores = ['lines', 'undo', 'errands', 'clarifications', 'photos', 'marks', 'groups', 'groupSteps', 'offers', 'reports'] as const

/** What a tablet holds, without what each tablet counts for itself. */
async function holdings(store: Store) {
  const found: Record<string, unknown[]> = {}
  for (const name of stores) found[name] = (await store.table(name).toArray()).map(({ pos: _, seq: __, from: ___, attempts: ____, ...row }) => row)
  const keyOf = (errand: unknown) => (errand as { key: string }).key
  found.errands!.sort((a, b) => keyOf(a).localeCompare(keyOf(b))) // of each key in order, of different keys in any
  found.draft = [await store.own('draft', 's'), await store.fact('passes')]
  return found
}

/** What is to be told besides lines. */
const others = async (store: Store) => (await store.errands.toArray()).filter((errand) => !isJob(errand))

const carry = async (from: Store): Promise<unknown> => fromFile(await toFile(await exportSession(from)))

test('a file restores the whole session on another tablet; twice, or where it was made, it changes nothing', async () => {
  const from = await fullTablet()
  const to = await tablet()
  const before = await holdings(from)
  const copy = await carry(from)
  expect(JSON.stringify(copy)).not.toContain('hidden')
  const errands = (await others(from)).length
  expect(await importSession(to, copy)).toEqual({ lines: 3, photos: 2, others: errands - 1, left: 0 }) // one is of a photo, counted as such
  expect(await holdings(to)).toEqual(before)
  for (const name of stores) expect([name, before[name]!.length > 0]).toEqual([name, true])
  expect((await to.errands.toArray()).every(({ attempts }) => attempts > 0), 'what another tablet may have sent counts as unsent').toBe(true)
  const bytes = async (store: Store) => Promise.all((await store.photos.toArray()).map(async ({ blob }) => new Uint8Array(await blob.arrayBuffer())))
  expect(await bytes(to)).toEqual(await bytes(from))
  expect((await to.fact('marking'))!.r).toEqual({ settings: { dots: { dots: 4 } } }) // nobody's private ranks

  expect(await importSession(to, copy)).toEqual(nothing)
  expect(await importSession(from, copy)).toEqual(nothing)
  expect(await holdings(to)).toEqual(before)
  expect(await holdings(from)).toEqual(before)
})

test('a later copy of the same tablet adds only what is new, an earlier one after it nothing', async () => {
  const from = await fullTablet()
  const to = await tablet()
  const early = await carry(from)
  await importSession(to, early)
  const line = (await from.lines.orderBy('pos').last())!
  await reword(from, line.id, { text: 'Кейінгі сөз', language: 'kk' })
  await say(from, 'Кейінгі жазба')
  const photo = (await from.photos.toArray()).find(({ receipt }) => !receipt)!
  await removePhoto(from, photo.id)
  expect(await importSession(to, await carry(from))).toMatchObject({ lines: 1, photos: 0, left: 0 })
  expect((await lineOf(to, line.id))!.text).toBe('Кейінгі сөз')
  expect((await to.photos.get(photo.id))!.state).toBe('kept') // never sent, so this tablet may be the only one that has it
  const after = await holdings(to)
  await to.forget('copies')
  expect(await importSession(to, early)).toEqual(nothing)
  expect(await holdings(to)).toEqual(after)
})

const told = (id: string, version: number, text: string) =>
  ({ id, forum_id: 'f', session_id: 's', number: 1, receipt: 'A', text, language: 'kk', received_at: '2026-06-01T10:00:00Z', state: 'received', version }) as const

test('an edit and a withdrawal made elsewhere without a network come along to lines that are here already', async () => {
  const [from, to] = [await tablet(), await tablet()]
  for (const store of [from, to]) await takeIn(store, [told('l', 1, 'Жол'), told('m', 1, 'Көпір'), told('n', 1, 'Бақ'), told('o', 1, 'Су')])
  await reword(from, 'l', { text: 'Тас жол', language: 'kk', tags: ['жол'] })
  await reword(from, 'o', { text: 'Су', language: 'kk', tags: ['су'] })
  await withdraw(from, 'm')
  await reword(from, 'n', { text: 'Гүлбақ', language: 'kk' })
  await takeIn(to, [told('n', 2, 'Саябақ')]) // the server told this tablet more
  expect(await importSession(to, await carry(from))).toEqual({ lines: 0, photos: 0, others: 4, left: 0 })
  expect(await lineOf(to, 'l')).toMatchObject({ text: 'Тас жол', tags: ['жол'] })
  expect(await lineOf(to, 'o')).toMatchObject({ text: 'Су', tags: ['су'] })
  expect(await lineOf(to, 'm')).toMatchObject({ withdrawn: true })
  expect(await lineOf(to, 'n')).toMatchObject({ text: 'Саябақ' }) // until the server has judged
  expect((await allJobs(to)).map(({ line_id, kind }) => [line_id, kind])).toEqual([['l', 'reword'], ['m', 'withdraw'], ['n', 'reword'], ['o', 'reword']])
  // Thought over here, a copy that comes again does not undo it.
  await restore(to, 'm')
  await to.forget('copies')
  await importSession(to, await carry(from))
  expect(await lineOf(to, 'm')).toMatchObject({ withdrawn: false })
})

test('what the server has told more about since it judges: an edit that it has is known by its name, of another both wordings are shown', async () => {
  const server = new FakeServer()
  const from = await tablet()
  const [jol, baq] = [await say(from, 'Жол'), await say(from, 'Бақ')]
  const queueOf = (store: Store) => new Queue({ verbs: allVerbs, store, api: createApi({ origin: 'http://tablet.test', language: () => 'kk', token: async () => server.token, fetch: server.fetch }) })
  await queueOf(from).flush()
  const [early, late] = [await tablet(), await tablet()]
  await reword(from, jol.id, { text: 'Тас жол', language: 'kk' })
  const copy = await carry(from)
  await queueOf(from).flush()
  server.reword(server.suggestions.get(jol.id)!, { edit_id: 'desk', text: 'Кең тас жол', language: 'kk', base_version: 2 })
  for (const store of [early, late]) await takeIn(store, [...server.suggestions.values()])
  await importSession(early, copy)
  await queueOf(early).flush()
  expect(await lineOf(early, jol.id)).toMatchObject({ text: 'Кең тас жол' })
  expect((await lineOf(early, jol.id))!.newer).toBeUndefined()

  await reword(from, baq.id, { text: 'Гүлбақ', language: 'kk' })
  server.reword(server.suggestions.get(baq.id)!, { edit_id: 'desk 2', text: 'Саябақ', language: 'kk', base_version: 1 })
  await takeIn(late, [...server.suggestions.values()])
  await importSession(late, await carry(from))
  await queueOf(late).flush()
  expect(await lineOf(late, baq.id)).toMatchObject({ text: 'Гүлбақ', newer: { text: 'Саябақ' } })
  expect(server.texts).toEqual(['Кең тас жол', 'Саябақ'])
})

test('words that contradict unsent ones of this tablet are left out, and the same copy brings them later', async () => {
  const [from, to] = [await tablet(), await tablet()]
  for (const store of [from, to]) await takeIn(store, [told('l', 1, 'Жол')])
  await reword(from, 'l', { text: 'Тас жол', language: 'kk' })
  await reword(to, 'l', { text: 'Кең жол', language: 'kk' })
  const rec = (text: string) => [{ id: 'r', text: { kk: text }, who: '', until: '', suggestion_ids: [] }]
  await writeReport(from, place, [], rec('Тас жол'))
  await writeReport(to, place, [], rec('Кең жол'))
  const copy = await carry(from)
  expect(await importSession(to, copy)).toEqual({ ...nothing, left: 2 })
  expect(await lineOf(to, 'l')).toMatchObject({ text: 'Кең жол' })
  expect((await to.reports.get('s'))!.mine![0]!.text.kk).toBe('Кең жол')
  await to.errands.clear() // the server has got it
  await takeIn(to, [told('l', 2, 'Кең жол')])
  await to.reports.clear()
  expect(await importSession(to, copy)).toEqual({ ...nothing, others: 1 })
  expect(await to.errands.count()).toBe(1)
  expect((await to.reports.get('s'))!.mine![0]!.text.kk).toBe('Тас жол')
})

test('groups of two tablets without a network come together, no card lies twice or is lost', async () => {
  const [from, to] = [await tablet(), await tablet()]
  for (const store of [from, to]) {
    await store.groups.put({ ...place, id: 'g', version: 1, server: { title: { kk: 'Жолдар' }, suggestion_ids: ['a'], position: 1, dissolved: false } })
  }
  await move(from, place, 'b', 'g')
  await move(to, place, 'c', 'g')
  await importSession(to, await carry(from))
  expect((await to.groups.get('g'))!.mine!.suggestion_ids.toSorted()).toEqual(['a', 'b', 'c'])
})

test('the way back goes along only to a tablet on which nothing was done', async () => {
  const from = await busyTablet(2)
  const [idle, busy] = [await tablet(), await tablet()]
  await say(busy, 'Мұнда айтылды')
  const copy = await carry(from)
  for (const to of [idle, busy]) await importSession(to, copy)
  expect(await undo(idle)).toMatchObject({ kind: 'reword' })
  expect(await undo(busy)).toMatchObject({ kind: 'capture' })
  expect(await busy.lines.filter(({ withdrawn }) => withdrawn).toArray()).toMatchObject([{ text: 'Мұнда айтылды' }])
})

test('a damaged, foreign or newer file says so and changes nothing', async () => {
  const from = await fullTablet()
  const to = await tablet()
  const before = await holdings(to)
  const file = await toFile(await exportSession(from))
  const bytes = new Uint8Array(await file.arrayBuffer())
  const broken = (at: number) => new Blob([bytes.with(at, bytes[at]! ^ 0xff)])
  const bring = async (file: Blob) => importSession(to, await fromFile(file))
  const refuses = (file: Blob, reason: string) => expect(bring(file)).rejects.toMatchObject({ reason })
  await refuses(file.slice(0, file.size - 1), 'importDamaged')
  await refuses(file.slice(0, 600), 'importDamaged')
  await refuses(broken(bytes.length - 500), 'importDamaged')
  await refuses(new Blob(['{"format":"shanyraq-session","version":1,"lin']), 'importDamaged')
  for (const foreign of ['', 'a;b', '{"format":"other"}', '\x1f']) await refuses(new Blob([foreign]), 'importWrong')
  await refuses(await new Response(new Blob(['another archive']).stream().pipeThrough(new CompressionStream('gzip'))).blob(), 'importWrong')
  await refuses(new Blob([JSON.stringify({ format: 'shanyraq-session', version: 1, lines: [{}], jobs: [] })]), 'importWrong')
  await refuses(await toFile({ ...(await exportSession(from)), version: 3 as 2 }), 'importNewer')
  await refuses(await toFile(await exportSession(await tablet('other'))), 'importOtherForum')
  const spoilt = await exportSession(from)
  await expect(importSession(to, { ...spoilt, records: { ...spoilt.records, groups: [{ id: {} }] } })).rejects.toThrow() // after lines were added
  expect(await holdings(to)).toEqual(before)
})

test('a file of the first version still opens', async () => {
  const from = await busyTablet(3)
  const { id: _, device_id: __, photos: ___, hands: ____, records, ...copy } = await exportSession(from)
  const { clarifications: _____, polls: ______, ...former } = records!
  const file = new Blob([JSON.stringify({ ...copy, version: 1, records: former })])
  const to = await tablet()
  expect(await importSession(to, await fromFile(file))).toMatchObject({ lines: 3 })
  expect(await importSession(to, await fromFile(file))).toEqual(nothing)
  expect(await to.errands.count()).toBe(4)
})

test('a large file tells its progress; unpacked by another program it opens too', async () => {
  const from = await fullTablet()
  for (let i = 0; i < 10; i++) await addPhoto(from, { ...picture(1, 0), blob: new Blob([crypto.getRandomValues(new Uint8Array(65_000))]) })
  const seen: number[] = []
  const file = await toFile(await exportSession(from), (percent) => seen.push(percent))
  expect(seen.at(-1)).toBe(100)
  expect(new Set(seen).size).toBeGreaterThan(5)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  const bytes = new Uint8Array(await file.arrayBuffer())
  const onDisk = new Blob(Array.from({ length: 10 }, (_, i) => bytes.subarray((i * bytes.length) / 10, ((i + 1) * bytes.length) / 10)))
  const read: number[] = []
  await fromFile(onDisk, (percent) => read.push(percent))
  expect([read.at(-1), new Set(read).size > 5]).toEqual([100, true])
  const unpacked = await new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).blob()
  expect(await importSession(await tablet(), await fromFile(unpacked))).toMatchObject({ lines: 3, photos: 12 })
})

test('the words go to another tablet by QR codes read in any order, some of them twice; photos do not', async () => {
  const from = await busyTablet(50)
  await addPhoto(from, picture(100, 1))
  const to = await tablet()
  const parts = await toParts(wordsOf(await exportSession(from)))
  const reader = new PartReader()
  for (const part of [...parts.toReversed(), parts[0]!]) expect(reader.add(part)).toBe(true)
  expect(reader.add('https://example.kz')).toBe(false)
  const copy = await reader.value()
  expect(JSON.stringify(copy)).not.toContain('hidden')
  expect(await importSession(to, copy)).toEqual({ ...nothing, lines: 50 })
  expect(await importSession(to, copy)).toEqual(nothing)
  const texts = async (store: Store) => (await store.lines.orderBy('pos').toArray()).map((line) => [line.id, line.text])
  expect(await texts(to)).toEqual(await texts(from))
  expect(await to.errands.count()).toBe(51)
  expect([await to.photos.count(), await others(to)]).toEqual([0, []])
  console.info(`${parts.length} codes for 50 lines`)
})

test('an incomplete series gives nothing', async () => {
  const parts = await toParts(wordsOf(await exportSession(await busyTablet(30))))
  const reader = new PartReader()
  parts.slice(1).forEach((part) => reader.add(part))
  expect(await reader.value()).toBeUndefined()
})
