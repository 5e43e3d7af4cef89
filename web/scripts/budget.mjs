// Measures the capture screen against its budget and fails past it: sizes strictly, times as a median of nine and with
// a margin, because the machine that measures may be busy with other things.
import { readdir, readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { line, seed } from './seed.mjs'
import { services } from './services.mjs'
import { startBrowser, startSite } from './site.mjs'

const runs = 9
const margin = { kB: 1, ms: 2, rows: 1, '/s': 1 } // a kB is 1000 bytes
const site = await startSite()
const browser = await startBrowser()
const results = []

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const report = (name, value, budget, unit) => results.push({ name, value, budget, unit })

const text = 'ауылдағы әр мектепте инклюзивті сынып ашу және мұғалімдерді оқыту'
const saidAlready = (count) => Array.from({ length: count }, (_, i) => line(i + 1, `${i + 1}: ${text}`))

/** A page on a paired tablet with so many lines. `interactive` is when one can type and the list is there. */
async function pairedPage(lines, serviceWorkers, { locale = 'kk', origin = site.origin } = {}) {
  const context = await browser.newContext({ viewport: { width: 800, height: 1280 }, locale, serviceWorkers })
  const page = await context.newPage()
  await page.addInitScript(() => {
    const look = () => {
      if (document.activeElement?.matches('.composer textarea') && document.querySelector('.line, .empty')) window.interactive = performance.now()
      else requestAnimationFrame(look)
    }
    look()
    window.writes = 0
    const { transaction } = IDBDatabase.prototype
    IDBDatabase.prototype.transaction = function (names, mode, options) {
      if (mode === 'readwrite') window.writes++
      return transaction.call(this, names, mode, options)
    }
  })
  await page.goto(`${origin}/t/`)
  await page.waitForSelector('#code')
  await seed(page, { lines: saidAlready(lines) })
  return { context, page, cdp: await context.newCDPSession(page) }
}

const interactive = async (page) => (await page.waitForFunction(() => window.interactive)).jsonValue()
const slow = (cdp, rate) => cdp.send('Emulation.setCPUThrottlingRate', { rate })

/** The scripts of the page and its texts. Everything else is held back, and a line is still typed and saved. */
async function scriptSize(language) {
  const own = await ownScripts(language)
  const { context, page } = await pairedPage(3, 'block', { locale: language })
  await page.route('**/*.js', (route) => (own.has(new URL(route.request().url()).pathname) ? route.continue() : route.abort()))
  await page.reload()
  await interactive(page)
  await page.keyboard.type('жаңа ұсыныс')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => performance.getEntriesByName('line:saved').length && document.querySelectorAll('.line').length === 4)
  await context.close()
  return [...own.values()].reduce((sum, code) => sum + gzipSync(code, { level: 9 }).length, 0) / 1000
}

async function ownScripts(language) {
  const read = (path) => readFile(new URL(path, import.meta.url), 'utf8')
  const { composer } = JSON.parse(await read(`../../pkg/words/languages/${language}/screens/tablet.json`))
  const page = await read('../dist/t/index.html')
  const files = (await readdir(new URL('../dist/assets', import.meta.url))).filter((name) => name.endsWith('.js'))
  const scripts = await Promise.all(files.map(async (name) => [`/assets/${name}`, await read(`../dist/assets/${name}`)]))
  return new Map(scripts.filter(([path, code]) => page.includes(path) || code.includes(composer.placeholder)))
}

async function opening() {
  const { context, page, cdp } = await pairedPage(50, 'block')
  await slow(cdp, 4)
  const cold = []
  for (let run = 0; run < runs; run++) {
    await cdp.send('Network.clearBrowserCache')
    await page.reload()
    cold.push(await interactive(page))
  }
  await context.close()
  report('interactive, nothing cached, 4× slower processor', median(cold), 2000, 'ms')
}

async function openingFromWorker(lines) {
  const { context, page, cdp } = await pairedPage(lines, 'allow')
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 50))
  })
  await slow(cdp, 4)
  const warm = []
  for (let run = 0; run < runs; run++) {
    await page.reload()
    warm.push(await interactive(page))
  }
  await context.close()
  report(`interactive from the service worker, ${lines} lines, 4× slower processor`, median(warm), 1000, 'ms')
}

/** Ideas typed one after another, `perSecond` of other tablets coming in meanwhile. */
async function saving(lines, perSecond) {
  const forum = services(saidAlready(lines))
  const busy = await startSite(perSecond ? forum.api : undefined)
  const { context, page, cdp } = await pairedPage(lines, 'block', { origin: busy.origin })
  await slow(cdp, 4)
  await page.reload()
  await interactive(page)
  if (perSecond) await page.waitForSelector('.network[data-network=online]')
  const hush = perSecond ? forum.talk(perSecond) : () => 0
  const began = performance.now()
  const before = await page.evaluate(() => window.writes)
  const saved = []
  const shown = []
  for (let run = 1; run <= runs; run++) {
    await page.keyboard.type(`жаңа ұсыныс ${run}`)
    await page.evaluate(watch, `жаңа ұсыныс ${run}`)
    await page.keyboard.press('Enter')
    shown.push(await page.evaluate(() => window.drawn))
    saved.push(await page.evaluate(() => performance.getEntriesByName('line:saved').at(-1).duration))
    await page.waitForTimeout(300)
  }
  const others = hush()
  const writes = ((await page.evaluate(() => window.writes)) - before) / ((performance.now() - began) / 1000)
  const quiet = performance.now()
  await page.waitForFunction((count) => Number(document.querySelector('[data-testid=count] b').textContent) === count, lines + runs + others)
  const where = `${lines} lines on the list${perSecond ? `, ${perSecond} more every second` : ''}, 4× slower processor`
  report(`Enter to saved on the disk, ${where}`, median(saved), 100, 'ms')
  report(`Enter to the line drawn on the list, ${where}`, median(shown), 200, 'ms')
  if (lines) report(`rows drawn, ${where}`, await page.evaluate(() => document.querySelectorAll('.line').length), 120, 'rows')
  if (perSecond) {
    report(`transactions that write, ${where}`, writes, 15, '/s')
    report(`the last of ${others} lines of others on the list, ${where}`, performance.now() - quiet, 1000, 'ms')
  }
  await context.close()
  busy.stop()
}

/** Runs in the page: `drawn` is the time from the next key to the frame after the list has such a line. */
function watch(text) {
  window.drawn = new Promise((resolve) => {
    let pressed
    addEventListener('keydown', (event) => (pressed = event.timeStamp), { once: true, capture: true })
    new MutationObserver((_, observer) => {
      if (![...document.querySelectorAll('.line .text')].some((line) => line.textContent === text)) return
      observer.disconnect()
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressed)))
    }).observe(document.body, { childList: true, subtree: true })
  })
}

try {
  const sizes = []
  for (const language of ['kk', 'ru', 'en']) sizes.push(await scriptSize(language))
  report('script of the capture screen, gzipped, with the longest texts', Math.max(...sizes), 120, 'kB')
  await opening()
  for (const lines of [100, 3000]) await openingFromWorker(lines)
  for (const lines of [0, 500, 3000]) await saving(lines, 0)
  await saving(3000, 50)
} finally {
  await browser.close()
  site.stop()
}

const verdict = ({ value, budget, unit }) => (value <= budget ? 'ok' : value <= budget * margin[unit] ? 'slow' : 'OVER')
for (const result of results) {
  const { name, value, budget, unit } = result
  console.log(`${verdict(result).padEnd(4)} ${value.toFixed(1).padStart(7)} of ${String(budget).padStart(5)} ${unit.padEnd(4)} ${name}`)
}
process.exitCode = results.some((result) => verdict(result) === 'OVER') ? 1 : 0
