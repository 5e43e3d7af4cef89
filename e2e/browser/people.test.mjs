// What stands aside of the list in a real browser: photos, questions of the secretariat, who speaks, and handing over.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { api, assertStored, origin } from './installation.mjs'
import { atTheEnd, forum, look, pairedTablet, proxy, session, test } from './scene.mjs'
import { executablePath } from './tablet.mjs'

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')

/** A desk of the organiser, at one page of the forum. */
async function openDesk(page) {
  const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
  atTheEnd(() => browser.close())
  const context = await browser.newContext({ locale: 'ru', viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' })
  context.setDefaultTimeout(40_000)
  await context.addInitScript(() => localStorage.setItem('shanyraq.language', 'ru'))
  const desk = await context.newPage()
  await desk.goto(`${origin}/desk/forums/${forum.id}/${page}`)
  await desk.fill('input[name=login]', process.env.SHANYRAQ_LOGIN)
  await desk.fill('input[name=password]', process.env.SHANYRAQ_PASSWORD)
  await desk.keyboard.press('Enter')
  await desk.waitForSelector('.pages')
  return desk
}

const errandsDone = (tablet) => tablet.untilStored('errands', (errands) => errands.length === 0)

test('photos taken offline survive a dead battery and are stored once each, after the texts', async () => {
  const tablet = await pairedTablet()
  await tablet.goOffline()
  await tablet.say('Флипчартта жазылған')
  await tablet.page.click('.tabs a[href="#photos"]')
  for (const colour of ['teal', 'orange']) await tablet.photograph(colour)
  await tablet.page.locator('.photos li').nth(1).waitFor()
  await look(tablet.page, 'photos-offline')
  await tablet.page.locator('.photos li .danger').first().click() // by mistake
  await tablet.page.locator('.photos .removed button').click()
  await tablet.page.locator('.photos li').nth(1).waitFor()
  await tablet.kill()

  await tablet.start({ offline: true })
  await tablet.page.goto(`${proxy.origin}/t/#photos`)
  await tablet.page.locator('.photos li').nth(1).waitFor()
  let lost = 0
  proxy.fault = ({ method }) => (method === 'PUT' && lost++ === 0 ? 'drop' : undefined) // stored, but the tablet does not learn it
  await tablet.goOnline()
  await tablet.page.locator('.photos li[data-state=received]').nth(1).waitFor()
  assert.ok(lost > 2, 'no answer was lost')
  await errandsDone(tablet)
  await assertStored(forum, ['Флипчартта жазылған'])
  const list = `/facilitation/forums/${forum.id}/sessions/${session.id}/photos`
  const { items } = await api('GET', list)
  assert.deepEqual(items.map(({ width, height }) => `${width}×${height}`), ['1600×800', '1600×800'])
  await look(tablet.page, 'photos-received')

  const desk = await openDesk(`photos/${session.id}`)
  await desk.locator('.photos button img[src]').nth(1).waitFor()
  await look(desk, 'desk-photos')
  await desk.locator('.photos button').first().click()
  await desk.locator('dialog img[src]').waitFor()
  const shown = () => desk.locator('dialog').getAttribute('aria-label')
  const first = await shown()
  await desk.keyboard.press('ArrowRight')
  assert.notEqual(await shown(), first)
  await look(desk, 'desk-photo')
  await desk.keyboard.press('Escape')
  await desk.locator('dialog').waitFor({ state: 'detached' })

  await tablet.page.locator('.photos li .danger').first().click()
  await errandsDone(tablet)
  assert.equal((await api('GET', list)).items.length, 1)
  await desk.waitForFunction(() => document.querySelectorAll('.photos > li').length === 1)
  await tablet.close()
})

test('the secretariat asks at the desk, the yurt answers offline, the answer returns beside the suggestion', async () => {
  const tablet = await pairedTablet()
  await tablet.say('Ондағы жол нашар')
  await tablet.until('received', 1)
  const desk = await openDesk('consolidate')
  const card = desk.locator('.proposal', { hasText: 'Ондағы жол нашар' })
  await card.getByRole('button', { name: 'Спросить юрту' }).click()
  await card.locator('textarea').fill('Қай жол туралы айтылды?')
  await look(desk, 'desk-asking')
  await desk.keyboard.press('Control+Enter')
  await card.locator('.asked-back [data-state=open], .asked-back > li').first().waitFor()

  await tablet.page.locator('.strip.asked', { hasText: 'Қай жол' }).waitFor()
  await tablet.page.locator('.line .question-asked', { hasText: 'Қай жол' }).waitFor()
  assert.ok(await tablet.page.evaluate(() => document.activeElement.matches('.composer textarea')), 'the question takes nothing away from who is typing')
  await look(tablet.page, 'question')
  await tablet.goOffline()
  await tablet.page.locator('.strip.asked button').click()
  await tablet.page.keyboard.type('Абай көше')
  await tablet.untilStored('clarifications', ([asked]) => asked.draft === 'Абай көше')
  await tablet.page.reload() // a call, a dead battery: what was begun is there
  await tablet.page.waitForFunction(() => document.querySelector('.strip.asked textarea')?.value === 'Абай көше')
  await tablet.page.locator('.strip.asked textarea').focus()
  await tablet.page.keyboard.press('End')
  await tablet.page.keyboard.type('сі')
  await look(tablet.page, 'answering')
  await tablet.page.keyboard.press('Enter')
  await tablet.page.locator('.strip.asked').waitFor({ state: 'detached' })
  await tablet.page.locator('.line .question-asked[data-state=answered]').waitFor()

  await tablet.goOnline()
  await card.locator('.asked-back q', { hasText: 'Абай көшесі' }).waitFor()
  await desk.locator('.asked-notice [role=status]', { hasText: 'Абай көшесі' }).waitFor()
  await look(desk, 'desk-answered')
  await errandsDone(tablet)
  const { items } = await api('GET', `/facilitation/forums/${forum.id}/clarifications`)
  assert.deepEqual(items.map(({ state, answer }) => [state, answer]), [['answered', 'Абай көшесі']])
  await tablet.close()
})
