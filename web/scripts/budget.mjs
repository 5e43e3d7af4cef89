// Measures the capture screen against its budget and fails past it: sizes strictly, times as a median of nine and with
// a margin, because the machine that measures may be busy with other things.
import { readdir, readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { line, seed } from './seed.mjs'
import { startBrowser, startSite } from './site.mjs'

const runs = 9
const margin = { kB: 1, ms: 2 } // a kB is 1000 bytes
const site = await startSite()
const browser = await startBrowser()
const results = []

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const report = (name, value, budget, unit) => results.push({ name, value, budget, unit })

/** A page on a paired tablet with so many lines. */
async function pairedPage(lines, serviceWorkers, locale = 'kk') {
  const context = await browser.newContext({ viewport: { width: 800, height: 1280 }, locale, serviceWorkers })
  const page = await context.newPage()
  await page.addInitScript(() => {
    const look = () => {
      if (document.activeElement?.matches('.composer textarea')) window.interactive = performance.now()
      else requestAnimationFrame(look)
    }
    look()
  })
  await page.goto(`${site.origin}/t/`)
  await page.waitForSelector('#code')
  const text = 'ауылдағы әр мектепте инклюзивті сынып ашу және мұғалімдерді оқыту'
  await seed(page, { lines: Array.from({ length: lines }, (_, i) => line(i + 1, `${i + 1}: ${text}`)) })
  return { context, page, cdp: await context.newCDPSession(page) }
}

const interactive = async (page) => (await page.waitForFunction(() => window.interactive)).jsonValue()
const slow = (cdp, rate) => cdp.send('Emulation.setCPUThrottlingRate', { rate })

/** The scripts of the page and its texts. Everything else is held back, and a line is still typed and saved. */
async function scriptSize(language) {
  const own = await ownScripts(language)
  const { context, page } = await pairedPage(3, 'block', language)
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
  const { composer } = JSON.parse(await read(`../app/src/locales/${language}/tablet.json`))
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

async function openingFromWorker() {
  const { context, page, cdp } = await pairedPage(50, 'allow')
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
  report('interactive from the service worker, 4× slower processor', median(warm), 1000, 'ms')
}

async function saving() {
  const { context, page } = await pairedPage(500, 'block')
  await page.reload()
  await interactive(page)
  const saved = []
  const shown = []
  for (let run = 1; run <= runs; run++) {
    await page.keyboard.type(`жаңа ұсыныс ${run}`)
    await page.evaluate(watch, 500 + run)
    await page.keyboard.press('Enter')
    shown.push(await page.evaluate(() => window.drawn))
    saved.push(await page.evaluate(() => performance.getEntriesByName('line:saved').at(-1).duration))
    await page.waitForTimeout(300)
  }
  await context.close()
  report('Enter to saved on the disk, 500 lines on the list', median(saved), 50, 'ms')
  report('Enter to the line drawn on the list', median(shown), 50, 'ms')
}

/** Runs in the page: `drawn` is the time from the next key to the frame after the list has so many lines. */
function watch(count) {
  window.drawn = new Promise((resolve) => {
    let pressed
    addEventListener('keydown', (event) => (pressed = event.timeStamp), { once: true, capture: true })
    new MutationObserver((_, observer) => {
      if (document.querySelectorAll('.line').length < count) return
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
  await openingFromWorker()
  await saving()
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
