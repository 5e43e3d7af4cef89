// What the services answer to the one tablet of a measurement: its place, its lines, receipts, and as many live events
// of other tablets as are asked for.
import { session } from './seed.mjs'

const received_at = '2026-06-01T10:00:00Z'

/** A line as the server tells it. */
const told = (id, number, text) => ({
  id, forum_id: 'f', session_id: 's', round_id: 'r', theme_id: 't', number, receipt: '', text, language: 'kk', author_id: '',
  device_id: 'other', device_counter: 0, received_at, state: 'received', version: 1,
})

/** `lines`: what the tablet has and the server knows. */
export function services(lines = []) {
  const streams = new Set()
  let stored = 10_000
  let seq = 0
  const json = (response, body) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))

  async function captured(request, response) {
    let body = ''
    for await (const part of request) body += part
    const { suggestions } = JSON.parse(body)
    json(response, { receipts: suggestions.map(({ id }) => ({ id, outcome: 'stored', number: ++stored, receipt: '', received_at })) })
  }

  function list(response, after) {
    const items = lines.slice(after, after + 500).map(({ id, text, server }) => told(id, server.number, text))
    json(response, { items, next: items.length < 500 ? '' : String(after + 500) })
  }

  function live(response, service) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(`id: ${++seq}\nevent: ready\ndata: {}\n\n`)
    if (service === 'facilitation') streams.add(response.on('close', () => streams.delete(response)))
  }

  return {
    api(path, response, request, query) {
      const service = path.split('/')[2]
      if (path.endsWith('/live')) live(response, service)
      else if (path.endsWith('/context')) json(response, session)
      else if (path.endsWith('/suggestions') && request.method === 'POST') void captured(request, response)
      else if (path.endsWith('/suggestions') && query.has('session_id')) list(response, Number(query.get('after')))
      else if (path.endsWith('/suggestions') || path.endsWith('/participants')) json(response, { items: [], next: '' })
      else response.writeHead(404, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify({ code: 'not_found' }))
    },
    listeners: () => streams.size,
    /** Other tablets of the session say so much every second until the returned function is called, which tells how much it was. */
    talk(perSecond) {
      let said = 0
      const timer = setInterval(() => {
        const { id: suggestion_id, ...rest } = told(`live-${++stored}`, stored, `көрші планшеттен келген ұсыныс ${++said}`)
        for (const stream of streams) stream.write(`id: ${++seq}\nevent: SuggestionCaptured\ndata: ${JSON.stringify({ suggestion_id, ...rest })}\n\n`)
      }, 1000 / perSecond)
      return () => (clearInterval(timer), said)
    },
  }
}
