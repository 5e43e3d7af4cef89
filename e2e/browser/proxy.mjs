// The network between a tablet and the installation, with everything that can happen to it.
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { origin } from './installation.mjs'

const target = new URL(origin)
const agent = new http.Agent({ keepAlive: true })

/**
 * A proxy of the test's own. Its switches:
 *
 * - `down`: nobody answers.
 * - `fault(request)`: called with {method, path} of each request to the API that changes something; what it returns
 *   happens to that request: 'drop' (the server carries it out, the answer is lost), 'cut' (half of it arrives), 503 (it never reaches the server),
 *   'twice' (it is delivered twice at the same time, the second answer is lost), a promise (it is carried out, and the answer
 *   waits for the promise), undefined (nothing).
 * - `forgetful`: the control. Every delivery of a suggestion gets an id of its own on the way in, and its receipt the
 *   old one on the way out: a server that cannot tell a repetition from a new line.
 * - `edition`: with one the service worker has other bytes than before, as after an update of the installation.
 *
 * `happened` counts what was done to requests, so that a test can insist that its faults took place.
 */
export async function startProxy() {
  const proxy = { origin: '', down: false, fault: () => undefined, forgetful: false, edition: '', happened: { drop: 0, cut: 0, 503: 0, twice: 0, late: 0 }, stop }
  const server = http.createServer((request, response) => void pass(request, response).catch(() => response.destroy()))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  proxy.origin = `http://127.0.0.1:${server.address().port}`

  /** Hangs up on everybody, live streams too, and takes no calls. */
  proxy.goDown = () => {
    proxy.down = true
    server.closeAllConnections()
  }

  async function pass(request, response) {
    if (proxy.down) return response.destroy()
    const changes = request.url.startsWith('/api/') && !['GET', 'HEAD'].includes(request.method)
    if (request.url === '/sw.js' && proxy.edition) return newWorker(request, response)
    if (!changes) return (await forward(request, request)).pipeInto(response)
    const body = await read(request)
    const fault = proxy.fault({ method: request.method, path: request.url })
    if (fault === 503) {
      proxy.happened[503]++
      return response.writeHead(503).end()
    }
    const [answer] = await Promise.all(Array.from({ length: fault === 'twice' ? 2 : 1 }, () => deliver(request, body)))
    if (fault === 'twice') proxy.happened.twice++
    if (fault === 'drop') {
      proxy.happened.drop++
      return response.destroy()
    }
    if (fault === 'cut') {
      proxy.happened.cut++
      response.writeHead(answer.status, answer.headers)
      return response.write(answer.body.subarray(0, answer.body.length / 2), () => response.destroy())
    }
    if (fault instanceof Promise) {
      proxy.happened.late++
      await fault
    }
    response.writeHead(answer.status, withoutLength(answer.headers)).end(answer.body)
  }

  async function deliver(request, body) {
    const swap = proxy.forgetful && request.url.endsWith('/suggestions') ? newNames(body) : undefined
    const { response } = await forward(request, swap?.body ?? body)
    const answered = await read(response)
    return { status: response.statusCode, headers: response.headers, body: swap ? swap.back(answered) : answered }
  }

  async function newWorker(request, response) {
    delete request.headers['accept-encoding']
    delete request.headers['if-none-match']
    const answer = await forward(request, request)
    const { etag: _, ...headers } = withoutLength(answer.response.headers)
    response.writeHead(answer.response.statusCode, headers).end(`${await read(answer.response)}\n// ${proxy.edition}`)
  }

  function stop() {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  return proxy
}

function forward(request, body) {
  return new Promise((resolve, reject) => {
    const headers = withoutLength(request.headers)
    if (Buffer.isBuffer(body)) headers['content-length'] = body.length
    const out = http.request({ host: target.hostname, port: target.port, method: request.method, path: request.url, headers, agent }, (response) => {
      resolve({
        response,
        pipeInto(back) {
          if (back.destroyed) return response.destroy() // gone while we asked: a live stream would stay open for ever
          back.writeHead(response.statusCode, response.headers)
          back.flushHeaders()
          response.pipe(back)
          back.on('close', () => response.destroy())
          response.on('error', () => back.destroy())
        },
      })
    })
    out.on('error', reject)
    if (Buffer.isBuffer(body)) out.end(body)
    else body.pipe(out)
  })
}

const withoutLength = ({ 'content-length': _, 'transfer-encoding': __, ...headers }) => headers

async function read(stream) {
  const parts = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

function newNames(body) {
  const sent = JSON.parse(body)
  const old = new Map()
  for (const suggestion of sent.suggestions) {
    const name = randomUUID()
    old.set(name, suggestion.id)
    suggestion.id = name
  }
  const back = (answer) => Buffer.from([...old].reduce((text, [name, id]) => text.replaceAll(name, id), answer.toString()))
  return { body: Buffer.from(JSON.stringify(sent)), back }
}
