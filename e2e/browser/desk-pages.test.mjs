// The desk's pages about the yurts: the method of a session, what was kept for later, the confirmed reports; and the way between them.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { launch } from './chromium.mjs'
import { api, newForum, newSession, origin, stored } from './installation.mjs'

const web = new URL('../../web/', import.meta.url)
const words = JSON.parse(readFileSync(new URL('../pkg/words/languages/kk/screens/desk.json', web), 'utf8'))
const id = () => randomUUID().replace(/^(.{14})./, '$17')

let browser
let page
let forum
before(async () => {
  forum = await newForum()
  browser = await launch()
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'kk', serviceWorkers: 'block' })
  await context.addInitScript(() => localStorage.setItem('shanyraq.language', 'kk'))
  const signedIn = await context.request.post(`${origin}/api/sessions/sign-in`, { data: { login: process.env.SHANYRAQ_LOGIN, password: process.env.SHANYRAQ_PASSWORD } })
  assert.ok(signedIn.ok())
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
})
after(() => browser?.close())

const open = async (name) => {
  await page.goto(`${origin}/desk/forums/${forum.id}/${name}`)
  await page.locator('.pages [aria-current]').waitFor()
}
const newYurt = async (number) => {
  const session = await newSession(forum, number)
  await api('DELETE', `${session.path}/rounds/${session.round}`) // its plan is still to be made
  return session
}
const say = async (session, text) => {
  const suggestion = { id: id(), session_id: session.id, theme_id: forum.theme, text, language: 'kk', device_id: id(), device_counter: 1, kind: 'idea' }
  await api('POST', `/facilitation/forums/${forum.id}/suggestions`, { suggestions: [suggestion] })
  return suggestion.id
}
const state = async (suggestion) => (await stored(forum)).find((one) => one.id === suggestion)

test('a method is chosen; a step is edited, moved by keyboard, removed and brought back', async () => {
  const session = await newYurt(1)
  const rounds = async () => (await api('GET', `${session.path}/rounds`)).items.map(({ title }) => title.kk)
  await open(`method/${session.id}`)
  await page.locator('.cards .button.primary').first().click()
  await page.locator('.plan-step').nth(3).waitFor()
  const planned = await rounds()
  const heading = (place) => page.locator('.plan-steps > li').nth(place).locator('h2')

  await page.locator('.plan-step').nth(1).getByRole('button', { name: words.method.edit }).click()
  await page.locator('form textarea[name=title_kk]').fill('Таныстыру шеңбері')
  await page.keyboard.press('Control+Enter')
  await heading(1).filter({ hasText: 'Таныстыру шеңбері' }).waitFor()
  await page.locator('.plan-step').nth(1).getByRole('button', { name: words.method.edit }).focus()
  await page.keyboard.press('Alt+ArrowDown')
  await heading(2).filter({ hasText: 'Таныстыру шеңбері' }).waitFor()
  const moved = [planned[0], planned[2], 'Таныстыру шеңбері', ...planned.slice(3)]
  assert.deepEqual(await rounds(), moved)

  await page.locator('.plan-step').nth(2).getByRole('button', { name: words.method.remove }).click()
  await heading(2).filter({ hasNotText: 'Таныстыру шеңбері' }).waitFor() // the bar has told of the move already
  assert.deepEqual(await rounds(), moved.toSpliced(2, 1))
  await page.keyboard.press('Control+z')
  await heading(2).filter({ hasText: 'Таныстыру шеңбері' }).waitFor()
  assert.deepEqual(await rounds(), moved)
})

test('what was kept for later is offered to another yurt, and returned to where it was said', async () => {
  const [here, there] = [await newYurt(2), await newYurt(3)]
  const line = await say(here, 'Аялдамаға жарық керек')
  await open('consolidate')
  await page.locator('.views a', { hasText: words.pages.view.parked }).click()
  await page.locator('.note', { hasText: words.parked.empty }).waitFor()
  await api('POST', `/facilitation/forums/${forum.id}/suggestions/${line}/park`, {})
  const card = page.locator('.card', { hasText: 'Аялдамаға жарық керек' }) // live
  await card.locator('.pill.warn').waitFor()
  await card.locator('select').focus() // the choice is filled when it is opened
  await card.locator('select').selectOption(`session_id:${there.id}`)
  await card.locator('.pill.accent').waitFor()
  assert.equal((await state(line)).parked_session_id, there.id)
  await card.getByRole('button', { name: words.parked.unpark }).click()
  await card.waitFor({ state: 'detached' })
  const back = await state(line)
  assert.deepEqual([back.state, back.session_id], ['received', here.id])
})

test('a report shows on the page of reports as the group confirms it', async () => {
  const session = await newYurt(4)
  const line = await say(session, 'Көпірді жөндеу')
  await open('reports')
  await page.locator('.pill.live').waitFor()
  const recommendations = ['Көпір жөнделсін', 'Жол кеңейтілсін', 'Жарық орнатылсын'].map((kk) => ({ id: id(), text: { kk }, who: 'Жол басқармасы', until: '2027 жыл', suggestion_ids: [line] }))
  const path = `/facilitation/forums/${forum.id}/sessions/${session.id}/report`
  const draft = await api('PUT', path, { recommendations, base_version: 0 })
  await page.locator('.session-report.drafted').waitFor()
  await api('POST', `${path}/confirm`, { version: draft.version, present: 14, agreed: 12 })
  const report = page.locator('.session-report:not(.drafted)')
  await report.locator('.pill.good').waitFor()
  assert.deepEqual(await report.locator('.recommended > li > .words:first-child').allTextContents(), recommendations.map(({ text }) => text.kk))
  await report.locator('.recommended a').first().waitFor() // leads to the suggestion's way
})

test('the pages of the desk are never cut off: side by side where there is room, behind a button on a phone', async () => {
  await open('parked')
  const links = page.locator('#pages-list a')
  const current = page.locator('#pages-list [aria-current]')
  const inSight = () => links.evaluateAll((all) => all.every((link) => {
    const { left, right, top, bottom } = link.getBoundingClientRect()
    return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight && link.scrollWidth <= link.clientWidth
  }))
  for (const [width, height] of [[1280, 800], [800, 1280]]) {
    await page.setViewportSize({ width, height })
    assert.ok(await inSight(), `a page is out of sight at ${width} px`)
    assert.equal(await current.textContent(), words.pages.consolidate)
  }
  await page.setViewportSize({ width: 390, height: 844 })
  const button = page.locator('.pages-button')
  assert.equal(await button.textContent(), words.pages.consolidate, 'the button names the page')
  assert.equal(await links.first().isVisible(), false)
  await button.focus()
  await page.keyboard.press('Enter')
  assert.ok(await inSight(), 'a page is out of sight on a phone')
  await page.keyboard.press('Escape')
  assert.equal(await links.first().isVisible(), false)
  await page.waitForFunction(() => document.activeElement?.className === 'pages-button')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: words.pages.forum }).waitFor()
  assert.equal(await links.first().isVisible(), false, 'the menu stays open')
})
