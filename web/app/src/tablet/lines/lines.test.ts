import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { uuidv7 } from '../../core/uuid.ts'
import type { Store } from '../store/db.ts'
import { FakeServer } from './fakeServer.ts'
import { tabletApi } from '../store/access.ts'
import { takeIn } from './receive.ts'
import type { Line } from './types.ts'
import * as settle from './settle.ts'
import { undo } from './undo.ts'
import * as verbs from './verbs.ts'
import { allVerbs, openStore } from '../nouns.ts'
import { Queue } from '../store/queue.ts'
import { lineOf } from './jobs.ts'

let server: FakeServer
let store: Store
let queue: Queue

beforeEach(async () => {
  server = new FakeServer()
  store = await pairedStore(new IDBFactory())
  queue = queueOf(store)
})

async function pairedStore(indexedDB: IDBFactory, name = 'tablet'): Promise<Store> {
  const store = openStore(name, { indexedDB, IDBKeyRange })
  await store.keep('device', { id: uuidv7(), secret: 's', access_token: 'token-1', name: '' })
  await store.keep('context', { forum: { id: 'f', title: {} }, session: { id: 's', title: {} }, rounds: [], themes: [] })
  return store
}

function queueOf(store: Store): Queue {
  return new Queue({ verbs: allVerbs, store, api: tabletApi(store, () => 'kk', { origin: 'http://tablet.test', fetch: server.fetch }) })
}

const say = (text: string) => verbs.capture(store, { text, language: 'kk' })
const texts = (count: number) => Array.from({ length: count }, (_, i) => `ұсыныс ${i + 1}`)
const lines = () => store.lines.orderBy('pos').toArray()
const line = async (id: string) => (await lineOf(store, id)) as Line

/** Tries again and again, as the queue does when the back-off is over, until nothing waits. */
async function sendAll(box = queue, of = store): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    box.retryNow()
    await box.flush()
    if (!(await of.errands.where('state').equals('waiting').count())) return
  }
  throw new Error('the queue does not empty')
}

/** Every second answer is lost after the server has stored; every fifth request is refused before. */
function badNetwork(): void {
  let n = 0
  server.fault = () => (++n % 5 === 0 ? 503 : n % 2 === 1 ? 'lose the answer' : undefined)
}

test('a line is on the disk, with counter, job and undo step, before capture resolves', async () => {
  await say('бірінші')
  const second = await say('екінші')
  expect(second).toMatchObject({ device_counter: 2, state: 'saved', said: { text: 'екінші' } })
  expect(await store.errands.count()).toBe(2)
  expect(await store.undo.count()).toBe(2)
})

test('120 lines over a bad network arrive once each, in order, with their receipts', async () => {
  for (const text of texts(120)) await say(text)
  badNetwork()
  await sendAll()
  expect(server.texts).toEqual(texts(120))
  const all = await lines()
  expect(all.every((line) => line.state === 'received' && line.server?.number === line.device_counter)).toBe(true)
  expect(server.requests.every(({ body }) => ((body.suggestions as unknown[])?.length ?? 0) <= 50)).toBe(true)
})

test('control: without stable identifiers the same bad network doubles lines', async () => {
  for (const text of texts(120)) await say(text)
  badNetwork()
  const send = server.fetch
  const fresh = ((url: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body)) as { suggestions: { id: string }[] }
    const renamed = body.suggestions.map((suggestion) => ({ ...suggestion, id: uuidv7() }))
    return send(url, { ...init, body: JSON.stringify({ suggestions: renamed }) })
  }) as typeof fetch
  const careless = new Queue({ verbs: allVerbs, store, api: tabletApi(store, () => 'kk', { origin: 'http://tablet.test', fetch: fresh }) })
  await careless.flush()
  careless.retryNow()
  await careless.flush()
  expect(server.texts.length).toBeGreaterThan(new Set(server.texts).size)
})

test('both copies of a profile are synchronised: nothing doubled, nothing lost', async () => {
  for (const text of texts(5)) await say(text)
  const copy = await pairedStore(new IDBFactory())
  await copy.lines.bulkAdd(await store.lines.toArray())
  await copy.errands.bulkAdd(await store.errands.toArray())
  await copy.keep('device', (await store.fact('device'))!)
  await copy.keep('device_counter', 5)
  await say('тек түпнұсқада')
  await verbs.capture(copy, { text: 'тек көшірмеде', language: 'kk' })
  badNetwork()
  await Promise.all([sendAll(), sendAll(queueOf(copy), copy)])
  expect(server.texts.toSorted()).toEqual([...texts(5), 'тек түпнұсқада', 'тек көшірмеде'].toSorted())
  expect(await copy.lines.filter((line) => line.state !== 'received').count()).toBe(0)
})

test('a line undone in one copy of a profile before it left is withdrawn, though the other copy sends it', async () => {
  const { id } = await say('ойланған')
  const copy = await pairedStore(new IDBFactory())
  await copy.lines.bulkAdd(await store.lines.toArray())
  await copy.errands.bulkAdd(await store.errands.toArray())
  await verbs.reword(store, id, { text: 'басқаша', language: 'kk' })
  await verbs.withdraw(store, id)
  await sendAll(queueOf(copy), copy)
  await takeIn(store, [...server.suggestions.values()])
  expect(await line(id)).toMatchObject({ withdrawn: true, text: 'басқаша' })
  await sendAll()
  expect([...server.suggestions.values()]).toMatchObject([{ state: 'withdrawn', text: 'басқаша' }])
  expect(await store.errands.count()).toBe(0)
})

test('without a network nothing leaves the queue and the list says so', async () => {
  server.fault = () => 'no network'
  await say('бірінші')
  const pause = await queue.flush()
  expect(pause).toBeGreaterThan(0)
  expect(await lines()).toMatchObject([{ state: 'saved' }])
  expect(await store.errands.toArray()).toMatchObject([{ attempts: 1, state: 'waiting' }])
})

test('an expired token is renewed with the secret; a revoked tablet keeps its queue', async () => {
  await say('бірінші')
  server.token = 'token-2'
  await queue.flush()
  expect(server.texts).toEqual(['бірінші'])
  expect((await store.fact('device'))?.access_token).toBe('token-2')

  await say('екінші')
  server.fault = () => 401
  let network
  const revoked = new Queue({ verbs: allVerbs, store, onNetwork: (state) => (network = state), api: tabletApi(store, () => 'kk', { origin: 'http://tablet.test', fetch: server.fetch }) })
  await revoked.flush()
  expect(network).toBe('revoked')
  server.fault = () => undefined
  await sendAll()
  expect(server.texts).toEqual(['бірінші', 'екінші'])
})

test('one refused line does not hold up the others, and can be put right', async () => {
  await say('жақсы 1')
  const bad = await say('ұзын')
  await say('жақсы 2')
  server.refuse = (text) => text === 'ұзын'
  await sendAll()
  expect(server.texts).toEqual(['жақсы 1', 'жақсы 2'])
  expect(await line(bad.id)).toMatchObject({ state: 'stuck', problem: { code: 'text_too_long' } })
  await verbs.reword(store, bad.id, { text: 'қысқа', language: 'kk' })
  await sendAll()
  expect(server.texts).toEqual(['жақсы 1', 'жақсы 2', 'қысқа'])
})

test('the same id with other words is shown and not swallowed; sending it as new keeps both', async () => {
  const mine = await say('менікі')
  server.suggestions.set(mine.id, { ...mine, number: 1, receipt: 'R', received_at: '', version: 1, state: 'received', original_text: 'басқа', text: 'басқа' })
  await sendAll()
  expect(await line(mine.id)).toMatchObject({ state: 'stuck', problem: { code: 'conflict' } })
  await settle.tryAgain(store, mine.id)
  await sendAll()
  expect(server.texts).toEqual(['басқа', 'менікі'])
})

test('edits made offline follow their line, one after the other, over a bad network', async () => {
  const { id } = await say('бір')
  await verbs.reword(store, id, { text: 'екі', language: 'kk' })
  await verbs.reword(store, id, { text: 'үш', language: 'kk' })
  expect(await store.errands.count()).toBe(2) // the edit that never left was replaced
  server.fault = ({ path }) => (path.endsWith('/reword') ? 'lose the answer' : undefined)
  await queue.flush()
  await verbs.reword(store, id, { text: 'төрт', language: 'kk' }) // the earlier edit may be stored: it stays
  badNetwork()
  await sendAll()
  expect(server.suggestions.get(id)).toMatchObject({ original_text: 'бір', text: 'төрт', version: 3 })
  expect(await line(id)).toMatchObject({ text: 'төрт', state: 'received', server: { version: 3 } })
})

test('a newer wording is never overwritten silently: a person chooses', async () => {
  const { id } = await say('бір')
  await sendAll()
  await verbs.reword(store, id, { text: 'біздікі', language: 'kk' })
  server.reword(server.suggestions.get(id)!, { edit_id: 'x', text: 'олардікі', language: 'kk', base_version: 1 })
  await takeIn(store, [{ ...server.suggestions.get(id)! }])
  expect(await line(id)).toMatchObject({ text: 'біздікі' })
  await sendAll()
  expect(await line(id)).toMatchObject({ text: 'біздікі', newer: { text: 'олардікі', version: 2 } })
  expect(server.texts).toEqual(['олардікі'])
  await settle.choose(store, id, 'ours')
  await sendAll()
  expect(server.suggestions.get(id)).toMatchObject({ text: 'біздікі', version: 3 })
})

test('news that arrives under an open editor is not overwritten by its save', async () => {
  const { id } = await say('бір')
  await sendAll()
  const seen = verbs.seenNow(await line(id))
  server.reword(server.suggestions.get(id)!, { edit_id: 'x', text: 'олардікі', language: 'kk', base_version: 1 })
  await takeIn(store, [{ ...server.suggestions.get(id)! }])
  await verbs.reword(store, id, { text: 'біздікі', language: 'kk' }, seen)
  await sendAll()
  expect(await line(id)).toMatchObject({ text: 'біздікі', newer: { text: 'олардікі' } })
  await settle.choose(store, id, 'theirs')
  expect(await line(id)).toMatchObject({ text: 'олардікі' })
  expect(server.texts).toEqual(['олардікі'])
})

test('a newer version with the same words needs no person', async () => {
  const { id } = await say('бір')
  await sendAll()
  const told = server.suggestions.get(id)!
  server.stand(told, 'withdrawn')
  server.stand(told, 'received')
  await verbs.reword(store, id, { text: 'екі', language: 'kk' })
  await sendAll()
  expect(told).toMatchObject({ text: 'екі', version: 4 })
  expect((await line(id)).newer).toBeUndefined()
})

test('an edit of a line that somebody withdrew is kept and can be sent when the line is back', async () => {
  const { id } = await say('бір')
  await sendAll()
  await verbs.reword(store, id, { text: 'екі', language: 'kk' })
  const told = server.suggestions.get(id)!
  server.stand(told, 'withdrawn')
  await sendAll()
  expect(await line(id)).toMatchObject({ state: 'stuck', text: 'екі', problem: { code: 'suggestion_withdrawn' } })
  server.stand(told, 'received')
  await settle.tryAgain(store, id)
  await sendAll()
  expect(told.text).toBe('екі')
})

test('an edit of a line withdrawn and reworded elsewhere: both wordings stay, "again" sends the one that is seen, and overwrites nobody', async () => {
  const { id } = await say('бір')
  await sendAll()
  const told = server.suggestions.get(id)!
  await verbs.reword(store, id, { text: 'біздікі', language: 'kk' })
  server.stand(told, 'withdrawn')
  await sendAll()
  for (const version of [told.version, told.version + 1]) await takeIn(store, [{ ...told, version }]) // news of the line, again and again
  told.version++
  expect(await line(id)).toMatchObject({ state: 'stuck', text: 'біздікі', withdrawn: true, server: { text: 'бір', withdrawn: true } })
  expect(settle.otherwiseThere(await line(id))).toMatchObject({ text: 'бір', withdrawn: true })

  Object.assign(told, { text: 'олардікі', version: told.version + 1 }) // and nobody has told us yet
  await settle.tryAgain(store, id)
  await sendAll()
  expect(await line(id)).toMatchObject({ text: 'біздікі', newer: { text: 'олардікі' } })
  expect(told).toMatchObject({ state: 'received', text: 'олардікі' })
  server.reword(told, { edit_id: 'y', text: 'тағы басқа', language: 'kk', base_version: told.version })
  await takeIn(store, [{ ...told }])
  expect(await line(id)).toMatchObject({ text: 'біздікі', newer: { text: 'тағы басқа', version: told.version } })
  await settle.choose(store, id, 'ours')
  await sendAll()
  expect(told).toMatchObject({ state: 'received', text: 'біздікі' })
})

test('a refused edit can be let go: then what the server has stands, and nothing waits', async () => {
  const { id } = await say('бір')
  await sendAll()
  await verbs.reword(store, id, { text: 'екі', language: 'kk' })
  server.stand(server.suggestions.get(id)!, 'withdrawn')
  await sendAll()
  await takeIn(store, [{ ...server.suggestions.get(id)! }])
  await settle.letStand(store, id)
  expect(await line(id)).toMatchObject({ text: 'бір', withdrawn: true, state: 'received' })
  expect(await store.errands.count()).toBe(0)
})

test('words that stand under the same id on the server never take the place of ours before a person has seen both', async () => {
  const mine = await say('менікі')
  const theirs = { ...mine, number: 1, receipt: 'R', received_at: '2026-06-01T10:00:00Z', version: 1, state: 'received' as const, original_text: 'басқа', text: 'басқа' }
  server.suggestions.set(mine.id, theirs)
  await sendAll()
  await takeIn(store, [theirs])
  expect(await line(mine.id)).toMatchObject({ text: 'менікі', server: { text: 'басқа' } })
  await settle.tryAgain(store, mine.id)
  await sendAll()
  expect(server.texts).toEqual(['басқа', 'менікі'])
})

test('what was edited before its line was refused is what "again" sends; given up, it is not withdrawn on a server that never had it', async () => {
  server.refuse = (text) => text === 'ұзын'
  const { id } = await say('ұзын')
  await verbs.reword(store, id, { text: 'қысқа', language: 'kk' })
  await sendAll()
  expect(await line(id)).toMatchObject({ state: 'stuck', text: 'қысқа' })
  await settle.tryAgain(store, id)
  await sendAll()
  expect(server.texts).toEqual(['қысқа'])
  const other = await say('ұзын')
  await sendAll()
  await verbs.withdraw(store, other.id)
  await sendAll()
  expect(server.requests.filter(({ path }) => path.endsWith('/withdraw'))).toEqual([])
})

test('an edit that this tablet may not make does not hold up the queue', async () => {
  const { id } = await say('бір')
  await sendAll()
  server.fault = ({ path }) => (path.endsWith('/reword') ? 403 : undefined)
  await verbs.reword(store, id, { text: 'екі', language: 'kk' })
  await say('үш')
  await sendAll()
  expect(server.texts).toEqual(['бір', 'үш'])
  expect(await line(id)).toMatchObject({ state: 'stuck', text: 'екі' })
})

test('undo: before sending the line stays here, after sending it is withdrawn; restore brings it back', async () => {
  const kept = await say('қалады')
  const gone = await say('қате')
  expect(await undo(store)).toMatchObject({ kind: 'capture', line_id: gone.id })
  await sendAll()
  expect(server.texts).toEqual(['қалады'])
  await verbs.restore(store, gone.id)
  await sendAll()
  expect(server.texts).toEqual(['қалады', 'қате'])
  await verbs.withdraw(store, kept.id)
  badNetwork()
  await sendAll()
  expect(server.suggestions.get(kept.id)?.state).toBe('withdrawn')
  await undo(store)
  await sendAll()
  expect(server.suggestions.get(kept.id)?.state).toBe('received')
})

test('undo takes back an edit and a withdrawal, step by step', async () => {
  const { id } = await say('бір')
  await verbs.reword(store, id, { text: 'екі', language: 'ru' })
  await verbs.withdraw(store, id)
  await undo(store)
  expect(await line(id)).toMatchObject({ withdrawn: false, text: 'екі' })
  await undo(store)
  expect(await line(id)).toMatchObject({ text: 'бір', language: 'kk' })
  await sendAll()
  expect(server.suggestions.get(id)).toMatchObject({ version: 1, text: 'бір' })
  const asked = await undo(store)
  await undo(store, { sure: asked!.seq })
  expect(await undo(store)).toBeUndefined()
})

test('undo pressed again and again withdraws nothing that the secretariat has, and nothing of before the app was opened', async () => {
  const received = await say('қабылданған')
  await sendAll()
  const attempted = await say('жіберілген')
  server.fault = () => 'lose the answer'
  await queue.flush()
  const unsent = await say('жаңа')
  expect(await undo(store)).toMatchObject({ line_id: unsent.id })
  for (let presses = 0; presses < 4; presses++) {
    expect(await undo(store)).toMatchObject({ line_id: attempted.id, asks: 'received', line: { text: 'жіберілген' } })
  }
  expect(await Promise.all([received, attempted, unsent].map(async ({ id }) => (await line(id)).withdrawn))).toEqual([false, false, true])
  const asked = await undo(store)
  expect(await undo(store, { sure: asked!.seq! - 1 })).toMatchObject({ asks: 'received' }) // another step than the one that was shown
  expect((await undo(store, { sure: asked!.seq }))?.asks).toBeUndefined()
  expect(await line(attempted.id)).toMatchObject({ withdrawn: true })

  await verbs.reword(store, received.id, { text: 'түзетілген', language: 'kk' })
  const since = Date.now() + 1
  expect(await undo(store, { since })).toMatchObject({ kind: 'reword', asks: 'earlier' })
  expect(await line(received.id)).toMatchObject({ text: 'түзетілген' })
  expect((await undo(store, { since: 0 }))?.asks).toBeUndefined()
  expect(await line(received.id)).toMatchObject({ text: 'қабылданған' })
})

const told = { id: uuidv7(), forum_id: 'f', session_id: 's', number: 7, receipt: 'R', text: 'жаңа', language: 'kk' as const, received_at: '2026-06-01T10:00:00Z', state: 'received' as const, version: 2 }
const older = { ...told, version: 1, text: 'ескі' }

test.each([
  ['at once, the older last', [[told, older]]],
  ['at once, the older first', [[older, told]]],
  ['the older after the newer', [[told], [older]]],
  ['the older before the newer, and again', [[older], [told], [older, told], [older]]],
])('lines of another tablet appear once, and an older state never replaces a newer one: %s', async (_, news) => {
  for (const batch of news) await takeIn(store, batch)
  expect(await lines()).toMatchObject([{ text: 'жаңа', state: 'received', device_counter: 0, server: { version: 2, text: 'жаңа' } }])
})

test('a new line goes before every edit, whatever was done first', async () => {
  const { id } = await say('бір')
  await sendAll()
  server.requests = []
  await verbs.reword(store, id, { text: 'екі', language: 'kk' })
  const late = await say('үш')
  await verbs.reword(store, late.id, { text: 'төрт', language: 'kk' })
  await queue.flush()
  expect(server.requests.map(({ path }) => path.split('/suggestions')[1])).toEqual(['', `/${id}/reword`, `/${late.id}/reword`])
})

test('a line that the answer leaves out is not taken for received: it is sent again when the back-off is over', async () => {
  server.leaveOut = (text) => text === 'екінші'
  for (const text of ['бірінші', 'екінші', 'үшінші']) await say(text)
  expect(await queue.flush()).toBeGreaterThan(0)
  expect(server.requests.length).toBe(1)
  expect((await lines()).map(({ state }) => state)).toEqual(['received', 'saved', 'received'])
  server.leaveOut = () => false
  await sendAll()
  expect((await lines()).map(({ state }) => state)).toEqual(['received', 'received', 'received'])
  expect(server.texts).toEqual(['бірінші', 'екінші', 'үшінші'])
})

test('an edit that is replaced before it left has another name: the server may know the first one from a copy of this tablet', async () => {
  const { id } = await say('бір')
  await sendAll()
  await verbs.reword(store, id, { text: 'бірінші түзету', language: 'kk' })
  const copy = await pairedStore(new IDBFactory())
  await copy.lines.bulkAdd(await store.lines.toArray())
  await copy.errands.bulkAdd(await store.errands.toArray())
  await verbs.reword(store, id, { text: 'соңғы түзету', language: 'kk' })
  await sendAll(queueOf(copy), copy)
  await sendAll()
  expect(await line(id)).toMatchObject({ text: 'соңғы түзету', newer: { text: 'бірінші түзету' } }) // and a person chooses
})

test('a running queue sends what any tab writes and stops when told', async () => {
  const stop = new AbortController()
  const running = queue.run(stop.signal)
  await say('бірінші')
  await expect.poll(() => server.texts).toEqual(['бірінші'])
  stop.abort()
  await running
})
