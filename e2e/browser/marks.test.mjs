// Marks in a real browser: what a group counted without a network arrives once, and participants vote with their phones.
import assert from 'node:assert/strict'
import { devices, launch } from './chromium.mjs'
import { api, origin, stored } from './installation.mjs'
import { atTheEnd, forum, look, newProxy, pairedTablet, proxy, session, test } from './scene.mjs'

const tally = async () => (await api('GET', `/facilitation/forums/${forum.id}/rounds/${session.round}/tally`)).items
const row = (tablet, n) => tablet.page.locator('.hands > li').nth(n)

test('dots, ranks, the matrix and fingers without a network, a reload, bad answers: on the server exactly once', async () => {
  const tablet = await pairedTablet()
  await tablet.say('Бірінші', 'Екінші', 'Үшінші')
  await tablet.until('received', 3)
  await tablet.goOffline()

  await tablet.goTo('dots', '.hands li')
  await tablet.countHands(0, 3)
  await tablet.countHands(1, 5)
  await row(tablet, 1).locator('.counter .button').first().click() // one too many
  await tablet.untilCounted(7)

  await tablet.goTo('ranks', '.choices .primary')
  await tablet.page.locator('.choices .primary').first().click()
  await tablet.page.locator('.pickable button').nth(2).click()
  await tablet.page.locator('.chosen li:not(.free)').first().waitFor()
  await tablet.page.reload() // in the middle of a choice: it is still there
  await tablet.page.locator('.chosen li:not(.free)').first().waitFor()
  await tablet.page.locator('.turn .primary').click()
  await tablet.page.locator('.handOn').waitFor()

  await tablet.goTo('matrix', '.handOn, .chip')
  await tablet.page.locator('.tray .chip').first().focus()
  await tablet.page.keyboard.press('ArrowUp') // into the middle
  await tablet.page.locator('.cell[data-impact="3"][data-effort="3"] .chip:focus').waitFor()
  await tablet.page.keyboard.press('ArrowUp')
  await tablet.page.locator('.cell[data-impact="4"][data-effort="3"] .chip:focus').waitFor()
  await drag(tablet, '.tray .chip', '.cell[data-impact="5"][data-effort="1"]')
  await tablet.page.locator('.cell[data-impact="5"][data-effort="1"] .chip').waitFor()

  await tablet.goTo('agreement', '.fist li')
  await tablet.page.locator('.fist li').nth(1).locator('button').click()
  await tablet.page.locator('.fist li').nth(1).locator('input').fill('12')
  await tablet.untilStored('marks', (marks) => marks.some((mark) => mark.kind === 'agree' && mark.value === 12))

  await tablet.page.reload()
  await tablet.page.locator('.fist li').first().waitFor()
  await tablet.untilCounted(7)
  assert.deepEqual(await tally(), [])

  let n = 0
  proxy.fault = ({ path }) => (path.endsWith('/marks') ? ['drop', 503, undefined][n++ % 3] : undefined)
  await tablet.goOnline()
  await tablet.settled()
  assert.ok(proxy.happened.drop > 0 && proxy.happened[503] > 0)
  const [first, second, third] = await stored(forum)
  const found = new Map((await tally()).map((item) => [item.suggestion_id, item]))
  const of = ({ id }) => found.get(id)
  assert.deepEqual([of(first).dots, of(second).dots, of(third).points], [3, 4, 3])
  assert.deepEqual([of(first).impact, of(first).effort, of(second).impact, of(second).effort], [4, 3, 5, 1])
  assert.deepEqual(found.get(session.round).levels, [0, 0, 0, 0, 12, 0])
  await tablet.close()
})

/** With the pointer, in steps, as a finger does. */
async function drag({ page }, from, to) {
  const centre = async (selector) => {
    const box = await page.locator(selector).first().boundingBox()
    return [box.x + box.width / 2, box.y + box.height / 2]
  }
  await page.locator(to).first().scrollIntoViewIfNeeded()
  await page.mouse.move(...(await centre(from)))
  await page.mouse.down()
  await page.mouse.move(...(await centre(to)), { steps: 5 })
  await page.mouse.up()
}

test('two tablets of a yurt count together and see the same number', async () => {
  const [left, right] = await Promise.all([pairedTablet(), pairedTablet({ through: await newProxy() })])
  await left.say('Бірінші')
  await Promise.all([left.until('received', 1), right.until('received', 1)])
  for (const tablet of [left, right]) await tablet.goTo('dots', '.hands li')
  await Promise.all([left.countHands(0, 2), right.countHands(0, 3)])
  for (const tablet of [left, right]) await tablet.page.waitForFunction(() => document.querySelector('.counter input')?.value === '5')
  assert.deepEqual((await tally()).map(({ dots }) => dots), [5])
  await Promise.all([left.close(), right.close()])
})

test('a ballot on two phones: a vote, a change, a reload, the end; the tablet counts the phones', async () => {
  const tablet = await pairedTablet()
  await tablet.say('Бірінші', 'Екінші', 'Үшінші')
  await tablet.until('received', 3)
  await tablet.goTo('dots', '.hands li')
  await tablet.page.locator('.way .switch label').nth(1).click()
  await tablet.page.locator('.phones > .button').click()
  const code = await tablet.page.locator('.wayIn .code').textContent()

  const browser = await launch()
  atTheEnd(() => browser.close())
  const phone = async (options) => {
    const context = await browser.newContext({ ...devices['Galaxy S5'], locale: 'kk', ...options })
    context.setDefaultTimeout(40_000)
    const page = await context.newPage()
    await page.goto(`${origin}/b?code=${code.toLowerCase()}`) // typed
    return page
  }
  const [one, two] = [await phone(), await phone({ javaScriptEnabled: false })] // an old phone, too
  const vote = async (page, ...ticks) => {
    for (const n of ticks) await page.locator('.tick').nth(n).click()
    await page.locator('footer button').click()
    await page.locator('.note.good li').nth(0).waitFor()
  }
  await look(one, 'ballot')
  await vote(one, 0, 1)
  await look(one, 'ballot-voted')
  await vote(two, 0)
  await tablet.page.locator('.voters', { hasText: '2' }).waitFor()
  assert.equal(await tablet.page.locator('.bars').count(), 0, 'the count is hidden until the vote is closed')

  await vote(one, 0, 2) // another mind: the first is unticked
  await one.reload()
  assert.deepEqual(await one.locator('.note.good li').allTextContents(), ['● Екінші', '● Үшінші'])
  await tablet.page.locator('.phones .primary').click()
  await tablet.page.locator('.bars li').first().waitFor()
  assert.deepEqual(await tablet.page.locator('.bars .place').allTextContents(), ['1–3', '1–3', '1–3'])
  const voters = await api('GET', `/facilitation/forums/${forum.id}/rounds/${session.round}/ballots`)
  assert.deepEqual(voters.items.map((ballot) => [ballot.open, ballot.voters]), [[false, 2]])

  await two.locator('.tick').nth(2).click() // too late
  await two.locator('footer button').click()
  await two.locator('.note', { hasText: 'аяқталды' }).first().waitFor()
  assert.deepEqual(await two.locator('.note.good li').allTextContents(), ['● Бірінші'])
  await tablet.close()
})

test('a crowd from one address is shown beside those who sit here; a phone behind it keeps its ticks in another language and votes by itself when its turn comes', async () => {
  const tablet = await pairedTablet()
  await tablet.say('Бірінші', 'Екінші')
  await tablet.until('received', 2)
  const { id } = await api('POST', `/sessions/forums/${forum.id}/participants`, { name: 'Болат Қасымов', language: 'kk' })
  await api('PUT', `${session.path}/participants/${id}`)
  await tablet.goTo('dots', '.hands li')
  await tablet.page.locator('.way .switch label').nth(1).click()
  await tablet.page.locator('.phones > .button').click()
  const code = await tablet.page.locator('.wayIn .code').textContent()
  await tablet.page.locator('.phones [role=status]', { hasText: 'Секцияға жазылғандар: 1' }).waitFor()

  const browser = await launch()
  atTheEnd(() => browser.close())
  const context = await browser.newContext({ ...devices['Galaxy S5'], locale: 'kk' })
  context.setDefaultTimeout(40_000)
  const page = await context.newPage()
  const kept = []
  await page.route('**/b/**', async (route) => {
    // A phone that keeps no cookies.
    const headers = { ...route.request().headers() }
    delete headers.cookie
    kept.push(route.request().method())
    await route.continue({ headers })
  })
  await page.goto(`${origin}/b/${code}`)
  await page.locator('.tick').nth(1).click()
  await page.locator('nav button[lang=ru]').click()
  await page.locator('footer button', { hasText: 'Проголосовать' }).waitFor()
  assert.deepEqual(await page.locator('.tick input').evaluateAll((ticks) => ticks.map(({ checked }) => checked)), [false, true])
  for (let n = 0; n < 65; n++) {
    const answer = await fetch(`${origin}/api/facilitation/ballots/${code}/voters/${crypto.randomUUID()}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ counter: 1, marks: [] }),
    })
    assert.ok([200, 429].includes(answer.status))
  }
  await page.locator('footer button').click()
  await page.locator('.note.bad', { hasText: 'сама' }).waitFor()
  await look(page, 'turn')
  await page.locator('.note.good li').waitFor()
  await tablet.page.locator('.crowd').waitFor()
  assert.match(await tablet.page.locator('.phones [role=status]').textContent(), /Бір мекенжайдан: \d\d/)
  await look(tablet.page, 'crowd')

  assert.deepEqual(await page.locator('.note.good li').allTextContents(), ['● Екінші'])
  assert.ok(kept.filter((method) => method === 'POST').length >= 3, 'the page pressed by itself')
  const { items } = await api('GET', `/facilitation/forums/${forum.id}/rounds/${session.round}/ballots`)
  assert.ok(items[0].voters > 60 && items[0].voters === items[0].one_address)
  await tablet.close()
})
