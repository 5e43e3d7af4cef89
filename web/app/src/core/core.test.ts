import { expect, test, vi } from 'vitest'
import { createApi, NoAnswer, Problem } from './api.ts'
import { backoff } from './backoff.ts'
import { Clock, minutes } from './clock.ts'
import { follow, type LiveEvent, parse } from './live.ts'
import { uuidv7 } from './uuid.ts'

test('UUIDv7 carries its time and its version', () => {
  const id = uuidv7(Date.UTC(2026, 5, 1))
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(Date.UTC(2026, 5, 1))
  expect(new Set(Array.from({ length: 1000 }, () => uuidv7())).size).toBe(1000)
})

test('back-off doubles, is never longer than half a minute, and differs between tablets', () => {
  expect([0, 1, 2].map((failures) => backoff(failures, () => 1))).toEqual([500, 1000, 2000])
  expect(backoff(50, () => 1)).toBe(30_000)
  expect(backoff(2, () => 0)).toBe(1000)
})

test('the clock follows the server, ignores a wall clock set back, and counts the sleep of the device', () => {
  let steady = 0
  let wall = 1_000_000
  const clock = new Clock(0, () => steady, () => wall)
  clock.sync(5_000_000)
  steady += 10_000
  wall += 10_000
  expect(clock.now()).toBe(5_010_000)
  wall -= 3_600_000
  expect(clock.now()).toBe(5_010_000)
  steady += 1_000
  wall += 1_000
  expect(clock.now()).toBe(5_011_000)
  wall += 60_000 // the steady counter stood still: the tablet slept for a minute
  expect(clock.now()).toBe(5_071_000)
  expect([minutes(65_000), minutes(64_001), minutes(-5)]).toEqual(['1:05', '1:05', '0:00'])
})

test('server-sent events: fields, several data lines, comments', () => {
  expect(parse('id: 7\nevent: SuggestionCaptured\ndata: {"a":\ndata: 1}')).toEqual({ seq: '7', name: 'SuggestionCaptured', data: { a: 1 } })
  expect(parse(': heartbeat')).toBeUndefined()
})

test('a broken stream is opened again where it stopped', async () => {
  const asked: (string | null)[] = []
  const bodies = ['event: ready\ndata: {"last_seq":4}\n\nid: 5\nevent: A\ndata: {}\n\nid: 6\nev', ': heartbeat\n\nid: 6\nevent: B\ndata: {}\n\n']
  const stop = new AbortController()
  const seen: LiveEvent[] = []
  const api = createApi({
    language: () => 'kk',
    fetch: (async (_: string, init: RequestInit) => {
      asked.push(new Headers(init.headers).get('Last-Event-ID'))
      const body = bodies.shift()
      if (!body) throw new TypeError('gone')
      return new Response(body)
    }) as typeof fetch,
  })
  await follow({
    api,
    path: '/live',
    signal: stop.signal,
    wait: async () => {},
    onEvent: (event) => {
      seen.push(event)
      if (event.name === 'B') stop.abort()
    },
  })
  expect(seen.map(({ name }) => name)).toEqual(['ready', 'A', 'B'])
  expect(asked).toEqual([null, '5'])
})

test('what comes while a batch is being handled is the next batch; one that failed comes again', async () => {
  let more!: (text: string) => void
  const body = new ReadableStream<Uint8Array>({ start: (stream) => (more = (text) => stream.enqueue(new TextEncoder().encode(text))) })
  const again = 'event: ready\ndata: {}\n\nid: 4\nevent: D\ndata: {}\n\n'
  const asked: (string | null)[] = []
  const api = createApi({
    language: () => 'kk',
    fetch: (async (_: string, init: RequestInit) => {
      asked.push(new Headers(init.headers).get('Last-Event-ID'))
      return new Response(asked.length === 1 ? body : again)
    }) as typeof fetch,
  })
  const stop = new AbortController()
  const batches: string[][] = []
  more('event: ready\ndata: {}\n\n')
  await follow({
    api,
    path: '/live',
    signal: stop.signal,
    wait: async () => {},
    onEvents: async (events) => {
      batches.push(events.map(({ name }) => name))
      if (batches.length === 1) {
        more(['A', 'B', 'C'].map((name, id) => `id: ${id + 1}\nevent: ${name}\ndata: {}\n\n`).join(''))
        await new Promise((resolve) => setTimeout(resolve)) // the reader goes on meanwhile
      } else if (asked.length === 1) throw new Error('the disk is full')
      else stop.abort()
    },
  })
  expect(batches.slice(0, 2)).toEqual([['ready'], ['A', 'B', 'C']])
  expect(batches[2]).toContain('ready')
  expect(asked).toEqual([null, null]) // nothing of the failed batch counts as heard
})

test('problems keep their code and extra members; silence is NoAnswer; a 401 is repeated after renewal', async () => {
  const problem = { code: 'newer_wording', detail: 'Өзгерген', newer: { text: 'x' } }
  const answers = [
    new Response(JSON.stringify(problem), { status: 409, headers: { 'Content-Type': 'application/problem+json' } }),
    new Response('', { status: 401 }),
    Response.json({ ok: true }),
    new Response('<html>', { status: 502 }),
  ]
  const renew = vi.fn(async () => true)
  const api = createApi({
    language: () => 'kk',
    renew,
    fetch: async () => {
      const answer = answers.shift()
      if (!answer) throw new TypeError('Failed to fetch')
      return answer
    },
  })
  const error = await api.get('/x').catch((error: Problem) => error)
  expect(error).toMatchObject({ status: 409, code: 'newer_wording', detail: 'Өзгерген', extra: { newer: { text: 'x' } } })
  expect(await api.get('/x')).toEqual({ ok: true })
  expect(renew).toHaveBeenCalledOnce()
  await expect(api.get('/x')).rejects.toMatchObject({ code: 'http_502' })
  await expect(api.get('/x')).rejects.toBeInstanceOf(NoAnswer)
})
