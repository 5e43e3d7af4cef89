import { type Api, NoAnswer, Problem } from './api.ts'
import { backoff, type Sleep, sleep } from './backoff.ts'

/** One server-sent event: its place in the stream, its name (the event's Go type) and its content. */
export interface LiveEvent {
  seq: string
  name: string
  data: unknown
}

export interface LiveOptions {
  api: Pick<Api, 'response'>
  path: string
  /** Where we stopped reading last time; undefined starts with what happens from now on. */
  lastSeq?: string
  /** Awaited before the next event is handled, so events are handled in order and a slow handler slows the reading. */
  onEvent?: (event: LiveEvent) => void | Promise<void>
  /** In its place: all that has come since the last call, so that sixty tablets that talk at once cost one transaction and one drawing. */
  onEvents?: (events: readonly LiveEvent[]) => Promise<void>
  /** How long to gather after each call. */
  gatherMs?: number
  /** true when the stream is open, false when it broke and is being opened again. */
  onState?: (open: boolean) => void
  /** Why it broke or was refused. */
  onError?: (error: unknown) => void
  signal: AbortSignal
  /** Silence after which the connection counts as dead; the server sends a heartbeat every 15 s. */
  silenceMs?: number
  wait?: Sleep
}

/**
 * Follows a live stream until the signal aborts, opening it again after every break and resuming where it stopped.
 * Read with fetch and not EventSource, which cannot carry the bearer token. A refusal (403, 404) is asked again slowly:
 * a permission may be given and a service may come up while the page stays open.
 */
export async function follow({ api, path, lastSeq, onEvent, onEvents, gatherMs = 0, onState, onError, signal, silenceMs = 40_000, wait = sleep }: LiveOptions): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    let opened = false
    const left = new AbortController() // a handler that fails closes the stream
    try {
      for await (const batch of gathered(events(api, path, lastSeq, AbortSignal.any([signal, left.signal]), silenceMs))) {
        failures = 0
        if (batch.some(({ name }) => name === 'ready')) onState?.(true)
        opened = true
        await onEvents?.(batch)
        for (const event of batch) {
          await onEvent?.(event)
          if (event.seq) lastSeq = event.seq
        }
        if (gatherMs) await sleep(gatherMs, signal)
      }
      // It ends in good order when our token does: it is opened again before anybody hears of trouble.
      if (!opened) throw new NoAnswer(`${path} ended`)
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof Problem && error.status < 500) failures = Math.max(failures, 5)
      onState?.(false)
      onError?.(error)
    } finally {
      left.abort()
    }
    await wait(backoff(failures++), signal)
  }
}

/** More than this is not read ahead. */
const mostWaiting = 500

/** Reads on while a batch is being handled: what has come meanwhile is the next one. */
async function* gathered(source: AsyncIterable<LiveEvent>): AsyncGenerator<LiveEvent[]> {
  let waiting: LiveEvent[] = []
  let ended: { error?: unknown } | undefined
  let come = () => {}
  let room = () => {}
  const read = async () => {
    for await (const event of source) {
      waiting.push(event)
      come()
      if (waiting.length >= mostWaiting) await new Promise<void>((resolve) => (room = resolve))
    }
  }
  void read()
    .then(
      () => (ended = {}),
      (error: unknown) => (ended = { error }),
    )
    .finally(() => come())
  for (;;) {
    if (waiting.length) {
      const batch = waiting
      waiting = []
      room()
      yield batch
    } else if (!ended) await new Promise<void>((resolve) => (come = resolve))
    else if ('error' in ended) throw ended.error
    else return
  }
}

async function* events(api: LiveOptions['api'], path: string, lastSeq: string | undefined, signal: AbortSignal, silenceMs: number): AsyncGenerator<LiveEvent> {
  const broken = new AbortController()
  const stop = AbortSignal.any([signal, broken.signal])
  const res = await api.response(path, {
    signal: stop,
    timeoutMs: 2 ** 31 - 1,
    headers: { Accept: 'text/event-stream', ...(lastSeq && { 'Last-Event-ID': lastSeq }) },
  })
  const reader = res.body!.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>).getReader()
  let rest = ''
  try {
    for (;;) {
      const alarm = setTimeout(() => broken.abort(), silenceMs)
      const { value, done } = await reader.read().finally(() => clearTimeout(alarm))
      if (done) return
      const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = parse(block)
        if (event) yield event
      }
    }
  } finally {
    broken.abort()
  }
}

/** A block of lines up to an empty line; undefined for heartbeats and other comments. */
export function parse(block: string): LiveEvent | undefined {
  const fields = { id: '', event: 'message', data: [] as string[] }
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    if (colon === 0) continue
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'data') fields.data.push(value)
    else if (name === 'id' || name === 'event') fields[name] = value
  }
  return fields.data.length ? { seq: fields.id, name: fields.event, data: JSON.parse(fields.data.join('\n')) } : undefined
}
