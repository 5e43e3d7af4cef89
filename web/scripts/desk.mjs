// Pictures of every page of the desk, of the public pages and of the start page, against a real server with the
// demonstration and with a forum in which nothing has happened; axe looks at each one, and nothing may stick out.
// Usage: npm run screenshots:desk [-- folder [page …]]. SHANYRAQ_URL: a server that runs already with --demo.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { startBrowser } from './site.mjs'

const folder = process.argv[2] ?? new URL('../../e2e/screenshots', import.meta.url).pathname
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8')
const sizes = { tablet: [1280, 800], upright: [800, 1280], phone: [390, 844] }
const staff = { login: 'organiser', password: process.env.SHANYRAQ_PASSWORD ?? 'shanyraq-demo' }

/** A server of our own: its data are gone when it stops. */
async function serve() {
  if (process.env.SHANYRAQ_URL) return { url: process.env.SHANYRAQ_URL, stop: () => undefined }
  const data = await mkdtemp(`${tmpdir()}/shanyraq-pictures-`)
  const { port } = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(address))
    })
  })
  const server = spawn(new URL('../../bin/shanyraq', import.meta.url).pathname, ['serve', '--demo', '--data-dir', data, '--listen', `127.0.0.1:${port}`])
  const ended = new Promise((resolve) => server.once('exit', resolve))
  process.on('exit', () => server.kill()) // also when a page fails us
  let told = ''
  await new Promise((resolve, reject) => {
    server.stderr.on('data', (text) => (told += text))
    server.stdout.on('data', (text) => (told += text) && /is ready/.test(told) && resolve())
    void ended.then(() => reject(new Error(told)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.kill('SIGTERM')
      await ended
      await rm(data, { recursive: true, force: true })
    },
  }
}

const { url, stop } = await serve()
async function api(method, path, body, token) {
  const answer = await fetch(`${url}/api${path}`, {
    method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}
const { access_token: token } = await api('POST', '/sessions/sign-in', staff)
const get = (path) => api('GET', path, undefined, token)

/** What the addresses need: the demonstration, an empty forum, somebody's way, a vote on phones. */
async function places() {
  const demo = (await get('/sessions/forums')).items.find(({ state }) => state === 'running').id
  const sessions = (await get(`/sessions/forums/${demo}/sessions`)).items
  const yurt = (number) => sessions.find((session) => session.yurt === number).id
  const day = new Date().toISOString().slice(0, 10)
  const title = { kk: 'Ауылдық аумақтарды дамыту жөніндегі облыстық азаматтық форум', ru: 'Областной гражданский форум по развитию сельских территорий' }
  const empty = (await api('POST', '/sessions/forums', { kind: 'regional', region: 'KZ-75', title, starts_on: day, ends_on: day, state: 'announced' }, token)).id
  const hall = await api('POST', `/sessions/forums/${empty}/sessions`, {
    kind: 'breakout', yurt: 1, title: { kk: 'Жол', ru: 'Дороги' }, language: 'kk', starts_at: `${day}T05:00:00Z`, ends_at: `${day}T07:00:00Z`,
  }, token)
  const lines = (await get(`/facilitation/forums/${demo}/suggestions?session_id=${yurt(2)}&limit=500`)).items.filter(({ session_id }) => session_id === yurt(2))
  const dots = (await get(`/sessions/forums/${demo}/sessions/${yurt(2)}/rounds`)).items.find(({ view }) => view === 'dots')
  const ballot = await api('POST', `/facilitation/forums/${demo}/rounds/${dots.id}/ballot`, {
    session_id: yurt(2), kind: 'dots', dots: 3, suggestion_ids: lines.slice(0, 6).map(({ id }) => id),
  }, token)
  return { demo, empty, hall: hall.id, yurt, ballot: ballot.code, way: lines[0].receipt }
}
const at = await places()
const desk = (page, forum = at.demo) => ({ path: `/desk/forums/${forum}/${page}`, ready: '.pages [aria-current]' })
const press = (selector) => (page) => page.locator(selector).first().click()

const pages = {
  'public-start': { path: '/', stranger: true, ready: 'h1' },
  'public-register': { path: `/register/${at.demo}`, stranger: true, ready: 'h1' },
  'public-way': { path: `/way/${at.way}`, stranger: true, ready: 'h1' },
  'public-ballot': { path: `/b/${at.ballot}`, stranger: true, ready: 'h1' },
  'desk-sign-in': { path: '/desk/', stranger: true, ready: 'input[name=password]' },
  'desk-forums': { path: '/desk/', ready: '.row-link' },
  'desk-programme': desk('programme'),
  'desk-menu': { ...desk('programme'), menu: true },
  'desk-people': desk('people'),
  'desk-badges': desk('people/badges'),
  'desk-badges-print': { ...desk('people/badges'), print: true },
  'desk-consolidate': desk('consolidate'),
  'desk-consolidate-asked': { ...desk('consolidate'), act: press('.asked-notice button') },
  'desk-parked': desk('parked'),
  'desk-reports': desk('reports'),
  'desk-reports-print': { ...desk('reports'), print: true },
  'desk-decide': desk('decide'),
  'desk-plan': desk('plan'),
  'desk-messages': desk('messages'),
  'desk-method': desk(`method/${at.yurt(1)}`),
  'desk-method-edit': { ...desk(`method/${at.yurt(1)}`), act: press('.plan-step .actions .button:nth-child(3)') },
  'desk-watch': desk(`watch/${at.yurt(2)}`),
  'desk-photos': desk(`photos/${at.yurt(2)}`),
  ...Object.fromEntries(['programme', 'people', 'people/badges', 'consolidate', 'parked', 'reports', 'decide', 'plan', 'messages', 'method/', 'watch/', 'photos/'].map(
    (page) => [`desk-empty-${page.replace(/\W/g, '')}`, desk(page.endsWith('/') ? page + at.hall : page, at.empty)])),
}

const browser = await startBrowser()
let pictures = 0
let faults = 0
const fault = (...words) => {
  faults++
  console.error(...words)
}

async function look(context, name, language) {
  const { path, ready, act, print, menu } = pages[name]
  const page = await context.newPage()
  page.on('pageerror', (error) => fault(`${name} ${language}: ${error}`))
  await page.goto(url + path)
  await page.waitForSelector(ready)
  await page.waitForFunction(() => !document.querySelector('main > .note[role=status]'))
  await act?.(page)
  await page.emulateMedia({ media: print ? 'print' : 'screen' })
  await page.waitForLoadState('networkidle', { timeout: 700 }).catch(() => undefined) // the live streams stay open
  await page.evaluate(axe)
  for (const [size, [width, height]] of Object.entries(sizes)) {
    if (print && size !== 'upright') continue // paper has one size
    await page.setViewportSize({ width, height })
    if (size === 'phone' && menu) await page.click('.pages-button')
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    await page.screenshot({ path: `${folder}/${size}-${language}-${name}.png` })
    pictures++
    if (print) continue // nobody reads it with a screen reader
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (sideways > 0) fault(`${size} ${language} ${name}: ${sideways} px too wide`)
    const { violations } = await page.evaluate(() => globalThis.axe.run())
    for (const { id, nodes } of violations) fault(`axe: ${size} ${language} ${name}: ${id}: ${nodes[0].html.slice(0, 200)}`)
  }
  await page.close()
}

await mkdir(folder, { recursive: true })
const chosen = process.argv.slice(3).length ? process.argv.slice(3) : Object.keys(pages)
for (const language of ['kk', 'ru']) {
  const open = async () => {
    const context = await browser.newContext({ locale: language, serviceWorkers: 'block' })
    await context.addInitScript((code) => localStorage.setItem('shanyraq.language', code), language)
    return context
  }
  const [stranger, secretary] = [await open(), await open()]
  await secretary.request.post(`${url}/api/sessions/sign-in`, { data: staff })
  for (const name of chosen) await look(pages[name].stranger ? stranger : secretary, name, language)
  await stranger.close()
  await secretary.close()
}
await browser.close()
await stop()
console.log(`${pictures} pictures in ${folder}; ${faults} faults`)
process.exitCode = faults ? 1 : 0
