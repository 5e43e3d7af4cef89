// Pictures of the desk, of the public pages and of the start page in all their states, against a server of its own with the
// demonstration and with a forum in which nothing has happened. axe looks at each one, and nothing may be cut off.
// Usage: npm run screenshots:desk [-- folder [page …]]
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { places } from './places.mjs'
import { staff, startServer } from './server.mjs'
import { startBrowser } from './site.mjs'

const folder = process.argv[2] ?? new URL('../../e2e/screenshots', import.meta.url).pathname
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8')
const sizes = { tablet: [1280, 800], upright: [800, 1280], phone: [390, 844], zoomed: [400, 640] } // the last is the upright tablet at 200 %
const views = (language) => [['tablet'], ['upright'], ['phone'], ...(language === 'kk' ? [['upright', 'dark'], ['phone', 'dark']] : [['zoomed']])]

const server = await startServer()
const pages = await places(server)
const browser = await startBrowser()
let pictures = 0
let faults = 0

async function look(context, name, language) {
  const { path, ready, before, act, print, menu, busy } = pages[name]
  const complain = (fault, view = '') => {
    faults++
    console.error(`${view}${language} ${name}: ${fault}`)
  }
  const page = await context.newPage()
  page.on('pageerror', complain)
  const touch = await context.newCDPSession(page)
  try {
    await before?.(page)
    await page.goto(server.url + path)
    await page.waitForSelector(ready)
    if (path.startsWith('/desk/') && !busy) await page.waitForFunction(() => !document.querySelector('main > .note[role=status]'))
    await act?.(page)
    await page.waitForLoadState('networkidle', { timeout: 700 }).catch(() => undefined) // the live streams stay open
    await page.evaluate(axe)
    for (const [size, colorScheme = 'light'] of print ? [['upright']] : views(language)) {
      const [width, height] = sizes[size]
      const view = `${size}-${colorScheme === 'dark' ? 'dark-' : ''}`
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme, media: print ? 'print' : 'screen' })
      if (size !== 'tablet') await touch.send('Emulation.setTouchEmulationEnabled', { enabled: true }) // the widest has a mouse
      if (menu && (await page.locator('.pages-button:visible[aria-expanded=false]').count())) await page.click('.pages-button')
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
      await page.screenshot({ path: `${folder}/${view}${language}-${name}.png` })
      pictures++
      for (const fault of await page.evaluate(cutOff)) complain(fault, view)
      const { violations } = await page.evaluate(() => globalThis.axe.run())
      for (const { id, nodes } of violations) complain(`axe: ${id}: ${nodes[0].html.slice(0, 200)}`, view)
    }
  } catch (error) {
    complain(error)
  }
  await page.close()
}

/** Runs in the page: what is wider than the screen or than its own place, a text that is missing. */
function cutOff() {
  const wider = ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 4 // what scrolls has that much room for a focus ring
  const mayBe = '.visually-hidden, .themes, .day-grid, input, select, code, pre, article, thead, svg, svg *'
  const sticksOut = (element) => element.checkVisibility() && getComputedStyle(element).display !== 'inline' && !element.closest(mayBe) && wider(element)
  return [
    ...(wider(document.documentElement) ? [`${document.documentElement.scrollWidth - innerWidth} px too wide`] : []),
    ...[...document.querySelectorAll('body *')].filter(sticksOut).map((element) => `cut off: ${element.outerHTML.slice(0, 120)}`),
    ...(document.body.innerText.match(/^[a-z]+(\.[a-zA-Z]+)+$/gm) ?? []).map((key) => `no text: ${key}`),
  ]
}

await mkdir(folder, { recursive: true })
const chosen = process.argv.slice(3).length ? process.argv.slice(3) : Object.keys(pages)
for (const language of ['kk', 'ru']) {
  const open = async () => {
    const context = await browser.newContext({ locale: language, timezoneId: 'Asia/Almaty', serviceWorkers: 'block' })
    context.setDefaultTimeout(20_000)
    await context.addInitScript((code) => localStorage.setItem('shanyraq.language', code), language)
    return context
  }
  const [stranger, secretary] = [await open(), await open()]
  await secretary.request.post(`${server.url}/api/sessions/sign-in`, { data: staff })
  for (const name of chosen) await look(pages[name].stranger ? stranger : secretary, name, language)
  await stranger.close()
  await secretary.close()
}
await browser.close()
await server.stop()
console.log(`${pictures} pictures in ${folder}; ${faults} faults found`)
process.exitCode = faults ? 1 : 0
