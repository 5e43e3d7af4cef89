// Tags: typed at the end of a line in the yurt, without a network; seen on the other tablet; found at the desk.
import assert from 'node:assert/strict'
import { origin, stored } from './installation.mjs'
import { forum, look, newProxy, pairedTablet, test } from './scene.mjs'

test('tags typed offline arrive with their lines, and the desk finds the lines by them', async () => {
  const [left, right] = await Promise.all([pairedTablet(), pairedTablet({ through: await newProxy() })])
  await left.goOffline()
  const { page } = left
  const field = (text) => page.waitForFunction((text) => document.activeElement.value === text, text)
  await page.focus('.composer textarea')
  await page.keyboard.type('Пандус орнату #Көлік #қала')
  await page.keyboard.press('Enter')
  await left.shows('Пандус орнату')

  await page.keyboard.type('Аялдама жөндеу #к') // what the session has used is offered
  const offered = page.locator('.tag-row button')
  await offered.first().waitFor()
  assert.deepEqual(await offered.allTextContents(), ['#Көлік'])
  await look(page, 'tags-offered')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await field('Аялдама жөндеу #Көлік ')
  await page.keyboard.press('Enter')
  await left.shows('Аялдама жөндеу')
  await left.say('Мектеп салу')

  await page.locator('.line button.text', { hasText: 'Пандус орнату' }).click() // the editor shows tags as they are typed
  await field('Пандус орнату #Көлік #қала')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Пандус орнату #көлік #2026-жыл')
  await page.keyboard.press('Enter')
  await page.locator('.line .tags li', { hasText: '#2026-жыл' }).waitFor()
  await look(page, 'tags-on-lines')

  await left.goOnline()
  await left.until('received', 3)
  await left.settled()
  assert.deepEqual((await stored(forum)).map(({ text, tags }) => [text, tags]), [
    ['Пандус орнату', ['көлік', '2026-жыл']],
    ['Аялдама жөндеу', ['Көлік']],
    ['Мектеп салу', []],
  ])
  await right.page.locator('.line .tags li', { hasText: '#2026-жыл' }).waitFor()

  const desk = await right.context.newPage()
  const signedIn = await desk.request.post(`${origin}/api/sessions/sign-in`, { data: { login: process.env.SHANYRAQ_LOGIN, password: process.env.SHANYRAQ_PASSWORD } })
  assert.ok(signedIn.ok())
  const cards = (count) => desk.waitForFunction((n) => document.querySelectorAll('.proposal').length === n, count)
  await desk.goto(`${origin}/desk/forums/${forum.id}/consolidate?tag=${encodeURIComponent('КӨЛІК')}`) // an address that a colleague sent
  await cards(2)
  const counters = desk.locator('.themes').first().getByRole('button')
  assert.deepEqual((await counters.allTextContents()).slice(1).map((text) => text.trim()), ['#көлік 2', '#2026-жыл 1'])
  await look(desk, 'tags-desk')
  await counters.nth(2).click()
  await cards(1)
  assert.equal(new URL(desk.url()).searchParams.get('tag'), '2026-жыл')
  await counters.first().click()
  await cards(3)
  await Promise.all([left.close(), right.close()])
})
