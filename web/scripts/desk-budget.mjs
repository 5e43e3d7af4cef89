// Measures the desk's pages with a whole forum in them (11,200 suggestions) against their budgets: seconds until what the
// page is for stands on it, requests, bytes that came, elements drawn. Sizes are strict; a time is the median of five, with a
// margin, because the machine that measures may be busy with other things.
import { staff } from './server.mjs'
import { startBrowser } from './site.mjs'
import { wholeForum } from './forum.mjs'

const runs = 5
const budget = { seconds: 1, requests: 30, kB: 300, nodes: 3000 }
const results = []
const report = (name, value, most, unit) => (results.push({ name, value, most, unit }), console.error(`${name}: ${value.toFixed(2)} ${unit}`)) // it takes minutes: each as it is known
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** Pages, and what stands on each when it is there. */
const pages = {
  programme: '.day-grid .block',
  sessions: '.grid .card',
  people: '.people > li > .row',
  'people/badges': '.badges li',
  consolidate: '.proposal, .note', // in a forum that is over nothing is open
  'consolidate?state=decided': '.proposal',
  'consolidate?state=decided&q=№ 4321': '.proposal',
  'consolidate?state=decided&at=5000': '.proposal',
  parked: '.note, .card',
  reports: '.note, .session-report',
  decide: '.log .card',
  'decide?at=3000': '.log .card',
  plan: '.virtual .card',
  'plan?at=2500': '.virtual .card',
  messages: '.message',
  'messages?at=20000': '.message',
}

const server = process.env.SHANYRAQ_URL ? { url: process.env.SHANYRAQ_URL, stop: () => {} } : await wholeForum()
const browser = await startBrowser()

async function call(token, path, body) {
  const answer = await fetch(`${server.url}/api${path}`, {
    method: body ? 'POST' : 'GET',
    body: body && JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

/** A signed-in desk that counts what comes over the network, the pages of the application aside when they are cached. */
async function openDesk() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'kk', serviceWorkers: 'block' })
  await context.addInitScript(() => localStorage.setItem('shanyraq.language', 'kk'))
  const signedIn = await context.request.post(`${server.url}/api/sessions/sign-in`, { data: staff })
  if (!signedIn.ok()) throw new Error(`signing in: ${signedIn.status()}`)
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  const came = { requests: 0, bytes: 0 }
  cdp.on('Network.requestWillBeSent', () => came.requests++)
  // As the network carried them: what came from the browser's cache is nothing. A stream is counted as it comes.
  const streams = new Set()
  cdp.on('Network.responseReceived', ({ requestId, response }) => response.mimeType === 'text/event-stream' && streams.add(requestId))
  cdp.on('Network.dataReceived', ({ requestId, dataLength }) => (came.bytes += streams.has(requestId) ? dataLength : 0))
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => (came.bytes += streams.has(requestId) ? 0 : encodedDataLength))
  return { context, page, came, count: () => Object.assign(came, { requests: 0, bytes: 0 }) }
}

async function measurePage(desk, forum, path, what, name = path) {
  const { page, came, count } = desk
  const seconds = []
  const wanted = new URL(`${server.url}/desk/forums/${forum}/${path}`)
  for (let run = 0; run < runs; run++) {
    await page.goto('about:blank')
    count()
    const started = performance.now()
    await page.goto(wanted.href)
    await page.locator(what).first().waitFor()
    seconds.push((performance.now() - started) / 1000)
  }
  await page.waitForTimeout(1500) // what comes after it counts as well
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length)
  report(name, median(seconds), budget.seconds, 's')
  report(name, came.requests, budget.requests, 'req')
  report(name, came.bytes / 1000, budget.kB, 'kB')
  report(name, nodes, budget.nodes, 'nodes')
}

/** A forum of 320 sessions on one day: eighty yurts, four sessions each. */
async function crowded(token) {
  const title = { kk: 'Үлкен форум', ru: 'Большой форум' }
  const { id } = await call(token, '/sessions/programmes', { forum: { kind: 'republican', title, starts_on: '2027-06-05', ends_on: '2027-06-05' }, themes: [{ title }] })
  const at = (hour) => new Date(Date.parse('2027-06-05T04:00:00Z') + hour * 3600_000).toISOString()
  const sessions = Array.from({ length: 320 }, (_, i) => ({ id: uuid(), kind: 'breakout', title, yurt: (i % 80) + 1, starts_at: at(2 * Math.floor(i / 80)), ends_at: at(2 * Math.floor(i / 80) + 1.5) }))
  await call(token, `/sessions/forums/${id}/programme`, { sessions })
  return id
}

/** New lines to merge: those of the simulated forum have all been decided. */
async function say(token, forum, session, count, from) {
  const suggestions = Array.from({ length: count }, (_, i) => ({
    id: uuid(), session_id: session.id, theme_id: session.theme_id, text: `Ауылдағы жолды жарықтандыру керек ${from + i}`, language: 'kk', device_id: uuid(), device_counter: from + i, kind: 'idea',
  }))
  await call(token, `/facilitation/forums/${forum}/suggestions`, { suggestions })
}
const uuid = () => crypto.randomUUID().replace(/^(.{14})./, '$17')

async function measureMerge(desk, token, forum, session) {
  await say(token, forum, session, 40, 1)
  const { page, came, count } = desk
  await page.goto(`${server.url}/desk/forums/${forum}/consolidate`)
  await page.waitForFunction(() => document.querySelectorAll('.proposal').length > 6)
  await page.waitForTimeout(4000) // the stream is open, the counts are read
  const took = []
  let bytes = 0
  for (let run = 0; run < runs; run++) {
    await page.locator('.proposal input[type=checkbox]').nth(0).check()
    await page.locator('.proposal input[type=checkbox]').nth(1).check()
    await page.locator('#merge-bar .primary').click() // shows both wordings
    await page.locator('#merge-bar .wordings').waitFor()
    const before = Number(await page.locator('.virtual > li').first().getAttribute('aria-setsize'))
    count()
    took.push(
      await page.evaluate(async (before) => {
        const started = performance.now()
        document.querySelector('#merge-bar .primary').click()
        while (Number(document.querySelector('.virtual > li')?.getAttribute('aria-setsize')) !== before - 1) {
          if (performance.now() - started > 60_000) throw new Error('the list never showed the merge')
          await new Promise(requestAnimationFrame)
        }
        return performance.now() - started
      }, before),
    )
    await page.waitForTimeout(5000) // its own event comes back, and is counted
    bytes = Math.max(bytes, came.bytes)
    await page.keyboard.press('Escape')
  }
  report('a merge, until the list shows it', median(took), 200, 'ms')
  report('a merge, with what its event brings', bytes / 1000, 50, 'kB')
}

/** An open desk while the yurts speak: fifty lines a second for a quarter of a minute. */
async function measureLive(desk, token, forum, session, path) {
  const { page, came, count } = desk
  await page.goto(`${server.url}/desk/forums/${forum}/${path}`)
  await page.locator('.pill.live').waitFor()
  await page.waitForTimeout(4000)
  count()
  const seconds = 15
  const started = performance.now()
  for (let i = 0; i < seconds; i++) {
    await say(token, forum, session, 50, (sayings += 50))
    await page.waitForTimeout(Math.max(0, started + (i + 1) * 1000 - performance.now()))
  }
  const lasted = (performance.now() - started) / 1000
  report(`${path}, open, at ${Math.round((seconds * 50) / lasted)} lines a second`, came.bytes / 1000 / lasted, 50, 'kB/s')
}
let sayings = 1000

try {
  const { access_token: token } = await call('', '/sessions/sign-in', staff)
  const forums = (await call(token, '/sessions/forums?limit=100')).items
  const sizes = await Promise.all(forums.map(async ({ id }) => (await call(token, `/facilitation/forums/${id}/counts`)).total))
  const forum = forums[sizes.indexOf(Math.max(...sizes))].id
  const session = (await call(token, `/sessions/forums/${forum}/sessions?limit=500`)).items.find(({ yurt }) => yurt > 0)
  const desk = await openDesk()
  for (const [path, what] of Object.entries(pages)) await measurePage(desk, forum, path, what)
  await measurePage(desk, await crowded(token), 'programme', '.block >> nth=319', 'programme of 320 sessions')
  await measureMerge(desk, token, forum, session)
  for (const path of ['consolidate', 'sessions', 'messages', `watch/${session.id}`]) await measureLive(desk, token, forum, session, path)
} finally {
  await browser.close()
  await server.stop()
}

const margin = { s: 2, ms: 2 }
const verdict = ({ value, most, unit }) => (value <= most ? 'ok' : value <= most * (margin[unit] ?? 1) ? 'slow' : 'OVER')
for (const result of results) {
  const { name, value, most, unit } = result
  console.log(`${verdict(result).padEnd(4)} ${value.toFixed(unit === 's' ? 2 : 0).padStart(7)} of ${String(most).padStart(5)} ${unit.padEnd(5)} ${name}`)
}
process.exitCode = results.some((result) => verdict(result) === 'OVER') ? 1 : 0
