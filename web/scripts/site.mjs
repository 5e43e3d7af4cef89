import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'

const dist = new URL('../dist', import.meta.url)
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.webmanifest': 'application/manifest+json' }

/** Serves the built application as the binary does. Without `api` no service answers: a tablet in a field. */
export async function startSite(api = (_, response) => response.writeHead(503).end()) {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://site')
    if (pathname.startsWith('/api/')) return api(pathname, response, request, searchParams)
    try {
      const body = await readFile(new URL(`${dist}${pathname.endsWith('/') ? pathname + 'index.html' : pathname}`))
      response.writeHead(200, { 'Content-Type': types[extname(pathname)] ?? 'text/html', 'Content-Encoding': 'gzip' })
      response.end(gzipSync(body))
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => (server.closeAllConnections(), server.close()) }
}

const args = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(' ')

export function startBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args })
}
