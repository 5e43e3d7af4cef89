// A list of three thousand lines on the screen, without a server: what is drawn, and that nothing moves under a reader.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { line, seed } from '../../web/scripts/seed.mjs'
import { startSite } from '../../web/scripts/site.mjs'
import { launch } from './chromium.mjs'

const many = 3000
let site, browser, page

before(async () => {
  site = await startSite()
  browser = await launch()
  page = await browser.newPage({ viewport: { width: 800, height: 1280 }, locale: 'kk' })
  page.setDefaultTimeout(40_000)
  await page.goto(`${site.origin}/t/`)
  await page.waitForSelector('#code')
  // Rows of very different heights, so that what is not drawn can only be guessed.
  await seed(page, { lines: Array.from({ length: many }, (_, i) => line(i + 1, `${i + 1}: ${'ауылдағы мектепте сынып ашу '.repeat(1 + ((i * 7) % 9))}`)) })
  await page.reload()
  await page.waitForSelector('.line')
})

after(async () => {
  await browser?.close()
  site?.stop()
})

/** Once everything that a scroll brings about is drawn. */
const drawn = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))))
const rows = () => page.locator('.line').count()
const scrollTo = async (share) => {
  await page.evaluate((share) => {
    const list = document.querySelector('.lines')
    list.scrollTop = share * (list.scrollHeight - list.clientHeight)
  }, share)
  await drawn()
}

/** Runs in the page: the rows in sight, as [number, its top within the list]; a hole in what is in sight is an error. */
function inSight() {
  const list = document.querySelector('.lines').getBoundingClientRect()
  const seen = [...document.querySelectorAll('.line')].map((row) => [Number(row.querySelector('.number').textContent), row.getBoundingClientRect()]).filter(([, { top, bottom }]) => bottom > list.top && top < list.bottom)
  for (const [i, [number, { top }]] of seen.entries()) if (i && (number !== seen[i - 1][0] + 1 || Math.abs(top - seen[i - 1][1].bottom) > 1)) throw new Error(`a hole before ${number}`)
  if (!seen.length || seen[0][1].top > list.top + 20 || seen.at(-1)[1].bottom < list.bottom - 20) throw new Error(`the list is not filled: ${JSON.stringify(seen)}`)
  return seen.map(([number, { top }]) => [number, Math.round(top - list.top)])
}

test('it opens at its end, and few of its rows are drawn', async () => {
  await drawn()
  assert.equal((await page.evaluate(inSight)).at(-1)[0], many)
  assert.ok((await rows()) <= 120, `${await rows()} rows`)
  assert.equal(await page.locator('[data-testid=count] b').textContent(), String(many))
})

test('wherever one scrolls there are lines, up to the first', async () => {
  for (const share of [0.98, 0.9, 0.5, 0.51, 0.2, 0.03, 0]) {
    await scrollTo(share)
    await page.evaluate(inSight)
    assert.ok((await rows()) <= 120, `${await rows()} rows at ${share}`)
  }
  await page.setViewportSize({ width: 1280, height: 800 }) // turned
  await drawn()
  await page.evaluate(inSight)
  await page.setViewportSize({ width: 800, height: 1280 })
  await drawn()
  assert.equal((await page.evaluate(inSight))[0][0], 1)
})

test('scrolled little by little, what is read moves as far as the finger', async () => {
  await scrollTo(0.6)
  for (let step = 0; step < 30; step++) {
    const before = await page.evaluate(inSight)
    await page.evaluate(() => (document.querySelector('.lines').scrollTop -= 300))
    await drawn()
    const after = new Map(await page.evaluate(inSight))
    for (const [number, top] of before) if (after.has(number)) assert.ok(Math.abs(after.get(number) - top - 300) <= 2, `line ${number} went from ${top} to ${after.get(number)}`)
  }
})

test('a new line leaves a reader alone, and is seen by who is at the end', async () => {
  await scrollTo(0.4)
  const [, [number, top]] = await page.evaluate(inSight)
  const add = async (text) => {
    await page.evaluate(() => document.querySelector('.composer textarea').focus({ preventScroll: true }))
    await page.keyboard.type(text)
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => performance.getEntriesByName('line:saved').length && !document.querySelector('.composer textarea').value)
    await drawn()
  }
  await add('бірінші жаңа')
  const seen = new Map(await page.evaluate(inSight))
  assert.ok(Math.abs(seen.get(number) - top) <= 2, `line ${number} went from ${top} to ${seen.get(number)}`)
  await scrollTo(1)
  await add('екінші жаңа')
  await page.locator('.line .text', { hasText: 'екінші жаңа' }).waitFor()
  assert.equal((await page.evaluate(inSight)).at(-1)[0], many + 2)
})

test('an edit that was begun stays while one looks elsewhere', async () => {
  await scrollTo(0.5)
  const [[], [number]] = await page.evaluate(inSight)
  await page.locator('.line', { has: page.locator(`.number:text-is("${number}")`) }).locator('button.text').click()
  await page.waitForFunction(() => document.activeElement?.matches('.editor textarea') && document.activeElement.value)
  await page.keyboard.type('және ')
  await scrollTo(0.1)
  await page.evaluate(inSight)
  await page.keyboard.type('тағы ')
  assert.match(await page.inputValue('.editor textarea'), /және тағы /)
  await page.keyboard.press('Escape')
  assert.equal(await page.locator('.editor').count(), 0)
})
