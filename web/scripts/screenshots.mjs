// Pictures of every screen in every state, in Kazakh and Russian, on tablet and phone; each is looked at by axe, too, and
// must not be cut off.
// Usage: npm run screenshots [-- folder [state …]]
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { seed, session } from './seed.mjs'
import { startBrowser, startSite } from './site.mjs'
import { states } from './states.mjs'

const folder = process.argv[2] ?? new URL('../../e2e/screenshots', import.meta.url).pathname
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8')
const sizes = { tablet: [1280, 800], upright: [800, 1280], phone: [390, 844], zoomed: [400, 640], low: [1280, 400] } // zoomed: the upright tablet at 200 %; low: a keyboard covers half of it
const views = [
  ...['tablet', 'upright', 'phone'].flatMap((size) => [['kk', size], ['ru', size]]),
  ['ru', 'zoomed'],
  ['ru', 'low'],
  ['kk', 'upright', 'dark'],
  ['kk', 'upright', 'forced'],
]

let state
const site = await startSite((path, response) => {
  if (!state.online) return response.destroy()
  const answered = state.status ?? answer(path)
  if (answered === 'never') return
  if (typeof answered === 'number') return response.writeHead(answered).end()
  if (path.endsWith('/live')) return response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('event: ready\ndata: {"last_seq":1}\n\n')
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answered))
})
/** What the services say: nothing that the database does not hold already. */
function answer(path) {
  const own = state.answers?.[path.split('/').at(-1)]
  if (own) return own
  if (path.endsWith('/context')) return state.context ?? session
  if (path.endsWith('/participants')) return { items: state.data?.stores?.people ?? [], next: '' }
  if (path.endsWith('/marks')) return { version: 0, marks: [], phones: { items: [] } }
  return { items: path.endsWith('/ballots') ? (state.data?.stores?.polls?.[0].ballots ?? []) : [], next: '' }
}

const browser = await startBrowser()
let taken = 0
let faults = 0

/** `look`: light, dark, or forced: the few colours that the reader's system has chosen. */
async function picture(name, language, size, look = 'light') {
  const [width, height] = sizes[size]
  const context = await browser.newContext({ viewport: { width, height }, locale: language, colorScheme: look === 'dark' ? 'dark' : 'light', forcedColors: look === 'forced' ? 'active' : 'none', hasTouch: true, deviceScaleFactor: size === 'zoomed' ? 2 : 1 })
  await context.addInitScript(() => (navigator.serviceWorker.register = () => new Promise(() => {}))) // every picture from its server
  if (state.before) await context.addInitScript(...state.before)
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  page.on('pageerror', (error) => complain(error))
  await page.goto(`${site.origin}${state.path ?? '/t/'}`)
  await page.waitForSelector('h1')
  if (name !== 'landing' && !state.bare) {
    await seed(page, state.data)
    await page.reload()
    await page.waitForSelector(state.ready ?? (state.path ? '.facts' : '.composer, .not-now'), { state: 'attached' })
  }
  await state.act?.(page).catch(complain)
  await page.waitForTimeout(400) // the connection's words settle
  await page.screenshot({ path: `${folder}/${size}-${language}-${look === 'light' ? '' : `${look}-`}${name}.png`, fullPage: state.whole })
  for (const fault of await page.evaluate(cutOff)) complain(fault)
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run({ rules: { 'target-size': { enabled: true } } }))
  for (const { id, nodes } of violations) complain(`axe: ${id}: ${nodes[0].html}`)
  await context.close()
  taken++

  function complain(what) {
    console.error(`${size} ${language} ${look} ${name}: ${what}`)
    faults++
  }
}

/** Runs in the page: what is wider than the screen or than its place, what cannot be seen or hit, a text that is missing. */
function cutOff() {
  const root = document.documentElement
  const all = (selector, wrong) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility() && wrong(element))
  const hidden = (selector) =>
    [...document.querySelectorAll(selector)].filter((element) => {
      const { top, bottom, left, right, height } = element.getBoundingClientRect()
      return height && (top < 0 || left < 0 || bottom > innerHeight + 1 || right > innerWidth + 1)
    })
  const isCut = (element) => {
    const { overflowX, textOverflow, clipPath } = getComputedStyle(element)
    return element.scrollWidth > element.clientWidth + 1 && overflowX !== 'visible' && textOverflow !== 'ellipsis' && clipPath === 'none'
  }
  return [
    ...(root.scrollWidth > innerWidth + 1 ? [`${root.scrollWidth - innerWidth} px wider than the screen`] : []),
    ...(document.body.innerText.match(/^[a-z]+(\.[a-zA-Z]+)+$/gm) ?? []).map((key) => `no text: ${key}`),
    ...all('.button, .field, .switch, .tabs a, .keys button', ({ offsetHeight }) => offsetHeight < 44).map((element) => `${element.offsetHeight} px high: ${element.outerHTML.slice(0, 80)}`),
    ...all('body *', isCut).map((element) => `cut off: ${element.outerHTML.slice(0, 80)}`),
    ...hidden('.composer textarea, .composer .add, .tabs a').map((element) => `out of sight: ${element.outerHTML.slice(0, 80)}`),
  ]
}

await mkdir(folder, { recursive: true })
const chosen = process.argv.slice(3).length ? process.argv.slice(3) : Object.keys(states)
for (const name of chosen) {
  state = states[name]
  const wanted = views.filter(([, size]) => state.sizes?.includes(size) ?? true)
  while (wanted.length) await Promise.all(wanted.splice(0, 2).map((view) => picture(name, ...view)))
}
await browser.close()
site.stop()
console.log(`${taken} pictures in ${folder}; ${faults} faults found`)
process.exitCode = faults ? 1 : 0
