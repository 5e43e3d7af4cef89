// The capture screen where there is little height, in the system's own colours, and by keyboard and ear; without a server.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { line, seed } from '../../web/scripts/seed.mjs'
import { startSite } from '../../web/scripts/site.mjs'
import { launch } from './chromium.mjs'

let site, browser

before(async () => {
  site = await startSite()
  browser = await launch()
})

after(async () => {
  await browser?.close()
  site?.stop()
})

async function opened(width, height, how = {}) {
  const page = await browser.newPage({ viewport: { width, height }, locale: 'kk', ...how })
  page.setDefaultTimeout(40_000)
  await page.goto(`${site.origin}/t/`)
  await page.waitForSelector('#code')
  const lines = Array.from({ length: 12 }, (_, i) => line(i + 1, `Қоғамдық көлікке пандус ${i + 1}`))
  await seed(page, { lines, stores: { people: [{ id: 'p', name: 'Айгүл Сейітқызы' }] } }) // with who speaks written at the field
  await page.reload()
  await page.waitForFunction(() => document.activeElement?.matches('.composer textarea') && document.querySelectorAll('.line').length === 12)
  await page.waitForSelector('.author:not([hidden])')
  return page
}

/** Runs in the page: what of the list and of the question is wholly in sight. */
function inSight() {
  const box = (element) => element.getBoundingClientRect()
  const list = box(document.querySelector('.lines'))
  const whole = (element, { top, bottom } = { top: 0, bottom: innerHeight }) => element?.checkVisibility() && box(element).top >= top - 1 && box(element).bottom <= bottom + 1
  return {
    lines: [...document.querySelectorAll('.line')].filter((row) => whole(row, list)).length,
    others: [...document.querySelectorAll('.question, .author, .composer textarea, .composer .add, .network b')].filter((element) => !whole(element)).map((element) => element.className || element.tagName),
    wide: document.documentElement.scrollWidth - innerWidth,
  }
}

for (const locale of ['kk', 'ru']) {
  for (const [width, height, what] of [[1280, 400, 'landscape with the keyboard up'], [800, 480, 'a smaller tablet'], [390, 500, 'a phone with its keyboard'], [400, 640, 'upright at 200 %'], [640, 400, 'landscape at 200 %']]) {
    test(`${what}, ${width}×${height}, ${locale}: three lines and the question stay beside the field`, async () => {
      const page = await opened(width, height, { locale })
      const seen = await page.evaluate(inSight)
      assert.ok(seen.lines >= 3, `${seen.lines} lines`)
      assert.deepEqual(seen.others, [], 'out of sight')
      assert.ok(seen.wide <= 0, `${seen.wide} px too wide`)
      await page.close()
    })
  }
}

test('forced colours keep the chosen tab, the language and the network apart', async () => {
  const page = await opened(800, 1280)
  await page.emulateMedia({ forcedColors: 'active' })
  const look = (selector, pseudo) => page.locator(selector).first().evaluate((element, pseudo) => {
    const { color, backgroundColor, borderBottomColor, borderRadius } = getComputedStyle(element, pseudo)
    return [color, backgroundColor, borderBottomColor, borderRadius].join()
  }, pseudo)
  assert.notEqual(await look('.tabs a[aria-current]'), await look('.tabs a:not([aria-current])'))
  assert.notEqual(await look('.switch :checked + span'), await look('.switch :not(:checked) + span'))
  const states = {}
  for (const state of ['online', 'offline', 'stuck']) {
    await page.evaluate((state) => (document.querySelector('.network').dataset.network = state), state)
    states[state] = await look('.network p', '::before')
  }
  assert.equal(new Set(Object.values(states)).size, 3, JSON.stringify(states))
  await page.close()
})

test('the first Tab leads past everything to the field; network, saved and revoked are read out', async () => {
  const page = await opened(800, 1280)
  await page.evaluate(() => document.activeElement.blur())
  await page.evaluate(() => document.body.focus())
  await page.locator('.skip').focus()
  assert.ok(await page.locator('.skip').evaluate((skip) => skip === document.querySelector('main').querySelector('a, button, textarea') && getComputedStyle(skip).clipPath === 'none'))
  await page.keyboard.press('Enter')
  assert.ok(await page.evaluate(() => document.activeElement.matches('.composer textarea')))

  const live = page.locator('.network [aria-live]')
  assert.equal(await live.getAttribute('aria-live'), 'polite')
  await page.keyboard.type('жаңа')
  await page.keyboard.press('Enter')
  await page.locator('main > [role=status]', { hasText: '13' }).waitFor()
  await seed(page, { facts: { network: 'revoked' } })
  await page.route('**/api/**', (route) => route.fulfill({ status: 401 }))
  await page.reload()
  await page.locator('.network [aria-live=assertive]').waitFor()
  await page.close()
})
