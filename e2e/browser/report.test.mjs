// From lines to the plenary: groups by keyboard and by drag, a report worded and confirmed without a network.
import assert from 'node:assert/strict'
import { api, newSession, stored } from './installation.mjs'
import { forum, newProxy, pairedTablet, session, test } from './scene.mjs'

const facilitation = (rest) => `/facilitation/forums/${forum.id}/sessions/${session.id}${rest}`
const groupsOnServer = async () => (await api('GET', facilitation('/groups'))).items
const settledErrands = (tablet) => tablet.untilStored('errands', (errands) => errands.length === 0)
const goTo = (tablet, hash) => tablet.page.locator(`.tabs a[href="#${hash}"]`).click()
const card = (tablet, text) => tablet.page.locator('.card button', { hasText: new RegExp(`^${text}$`) })
async function untilGroups(tablet, wanted) {
  await tablet.page.waitForFunction((wanted) => {
    const groups = [...document.querySelectorAll('.columns .group')].filter((group) => group.dataset.group !== 'new')
    return JSON.stringify(groups.map((group) => [...group.querySelectorAll('.card')].map((card) => card.textContent))) === wanted
  }, JSON.stringify(wanted))
}

async function drag(tablet, text, to) {
  const from = await card(tablet, text).boundingBox()
  const { mouse } = tablet.page
  await mouse.move(from.x + 30, from.y + 10)
  await mouse.down()
  await mouse.move(from.x + 40, from.y + 20)
  await tablet.page.waitForSelector('.card.ghost')
  const target = await to.boundingBox()
  await mouse.move(target.x + target.width / 2, target.y + target.height - 12) // below its last card
  await to.and(tablet.page.locator('[data-over]')).waitFor()
  await mouse.up()
}

test('groups by keyboard and by drag, offline too, on two tablets: no card is lost and none lies twice', async () => {
  const [left, right] = await Promise.all([pairedTablet(), pairedTablet({ through: await newProxy() })])
  await left.say('Жол', 'Көпір', 'Мектеп', 'Балабақша', 'Емхана')
  await Promise.all([left.until('received', 5), right.until('received', 5)])
  await goTo(left, 'groups')
  await goTo(right, 'groups')

  // By keyboard: pick up, arrow to "new group" (before the tray), put down. The focus stays with the card.
  await card(left, 'Жол').focus()
  await left.page.keyboard.press('Enter')
  await left.page.waitForSelector('.card button[aria-pressed=true]')
  await left.page.keyboard.press('ArrowLeft')
  await left.page.waitForSelector('.group.fresh[data-chosen]')
  await left.page.keyboard.press('Enter')
  await untilGroups(left, [['Жол']])
  await left.page.waitForFunction(() => document.activeElement?.textContent === 'Жол')
  await left.page.locator('.columns .group .name').first().fill('Жолдар')
  // By mouse.
  await drag(left, 'Көпір', left.page.locator('.columns .group').first())
  await untilGroups(left, [['Жол', 'Көпір']])
  await settledErrands(left)
  await untilGroups(right, [['Жол', 'Көпір']]) // live
  await right.page.waitForFunction(() => document.querySelector('.columns .name').value === 'Жолдар')

  // Both arrange without a network.
  await Promise.all([left.goOffline(), right.goOffline()])
  await drag(left, 'Мектеп', left.page.locator('.group.fresh'))
  await untilGroups(left, [['Жол', 'Көпір'], ['Мектеп']])
  await drag(left, 'Балабақша', left.page.locator('.columns .group').first())
  await drag(right, 'Емхана', right.page.locator('.columns .group').first())
  await untilGroups(right, [['Жол', 'Көпір', 'Емхана']])
  await left.page.reload()
  await untilGroups(left, [['Жол', 'Көпір', 'Балабақша'], ['Мектеп']])
  await left.goOnline()
  await settledErrands(left)
  await right.goOnline()
  await settledErrands(right)
  const all = await groupsOnServer()
  assert.deepEqual(all.map((group) => group.suggestion_ids.length).toSorted(), [1, 4])
  assert.equal(new Set(all.flatMap((group) => group.suggestion_ids)).size, 5)
  const words = new Map((await stored(forum)).map(({ id, text }) => [id, text]))
  const onServer = all.map((group) => group.suggestion_ids.map((id) => words.get(id)))
  await Promise.all([untilGroups(left, onServer), untilGroups(right, onServer)])

  await left.page.locator('.groups-head button').last().click() // undo: the last deed of this tablet only
  await settledErrands(left)
  assert.deepEqual((await groupsOnServer()).map((group) => group.suggestion_ids.length).toSorted(), [1, 3])
  await Promise.all([left.close(), right.close()])
})

async function wordReport(tablet, count) {
  for (let i = 1; i <= count; i++) {
    await tablet.page.locator('.candidates li button').first().click()
    const one = tablet.page.locator('.recommendation').nth(i - 1)
    await one.locator('textarea:focus').waitFor() // the next keys are for its words
    await one.locator('input').first().fill(`${i}-басқарма`)
    await one.locator('input').last().fill('2027 жылдың соңы')
  }
}

test('a report is worded, read out and confirmed without a network: one confirmed report on the server, a correction is edition 2', async () => {
  const tablet = await pairedTablet()
  await tablet.say('Жол', 'Көпір', 'Мектеп')
  await tablet.until('received', 3)
  await goTo(tablet, 'report')
  await tablet.page.waitForSelector('.candidates li')
  await tablet.goOffline()
  await wordReport(tablet, 2)
  await tablet.page.locator('.confirmation .warning').waitFor() // two are few
  await wordReport(tablet, 0)
  await tablet.page.locator('.candidates li button').first().click()
  await tablet.page.locator('.confirmation button').click()
  await tablet.page.waitForSelector('.recommendation [aria-invalid=true]') // who and until are missing
  await tablet.page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true')
  await tablet.page.locator('.recommendation').nth(2).locator('input').first().fill('3-басқарма')
  await tablet.page.locator('.recommendation').nth(2).locator('input').last().fill('2028 жыл')
  await tablet.untilStored('reports', ([row]) => row?.mine?.[2]?.until === '2028 жыл')

  await tablet.page.reload()
  await tablet.page.waitForFunction(() => document.querySelectorAll('.recommendation').length === 3)
  await tablet.page.locator('.report-head .button').click()
  await tablet.page.locator('.aloud .words', { hasText: 'Жол' }).waitFor()
  await tablet.page.keyboard.press('ArrowRight')
  await tablet.page.locator('.aloud .words', { hasText: 'Көпір' }).waitFor()
  await tablet.page.goBack() // closes the reading, not the session
  await tablet.page.locator('.counts input').first().fill('14')
  await tablet.page.locator('.counts input').last().fill('12')
  await tablet.page.locator('.confirmation button').click()
  await tablet.page.waitForSelector('.confirmed[data-received=false]')
  assert.equal((await api('GET', facilitation('/report'))).version, 0)

  await tablet.goOnline()
  await tablet.page.waitForSelector('.confirmed[data-received=true]')
  await settledErrands(tablet)
  let editions = (await api('GET', facilitation('/report/versions'))).items
  assert.equal(editions.length, 1)
  assert.deepEqual(editions[0].recommendations.map(({ text, who }) => [text.kk, who]), [['Жол', '1-басқарма'], ['Көпір', '2-басқарма'], ['Мектеп', '3-басқарма']])
  assert.deepEqual([editions[0].present, editions[0].agreed, editions[0].recommendations[0].suggestion_ids.length], [14, 12, 1])

  await tablet.page.locator('.confirmed > .button').click()
  await tablet.page.locator('.correct input').fill('мерзімі қате')
  await tablet.page.locator('.correct .primary').click()
  const who = tablet.page.locator('.recommendation').first().locator('input').first()
  await who.fill('Жол басқармасы')
  await tablet.untilStored('reports', ([row]) => (row.mine ?? row.server.recommendations)[0].who === 'Жол басқармасы')
  await tablet.page.locator('.confirmation button').click()
  await tablet.page.waitForSelector('.confirmed[data-received=true]')
  await settledErrands(tablet)
  editions = (await api('GET', facilitation('/report/versions'))).items
  assert.deepEqual(editions.map(({ edition, reason }) => [edition, reason]), [[1, ''], [2, 'мерзімі қате']])
  assert.equal(editions[1].recommendations[0].who, 'Жол басқармасы')
  await tablet.page.locator('.editions summary').first().waitFor() // the first edition stays readable
  const [overview] = (await api('GET', `/facilitation/forums/${forum.id}/reports`)).items
  assert.deepEqual([overview.session_id, overview.confirmed.edition, overview.draft], [session.id, 2, undefined])
  await tablet.close()
})

test('two tablets word one recommendation differently: both are shown and a person chooses', async () => {
  const [left, right] = await Promise.all([pairedTablet(), pairedTablet({ through: await newProxy() })])
  await left.say('Жол')
  await Promise.all([left.until('received', 1), right.until('received', 1)])
  await Promise.all([goTo(left, 'report'), goTo(right, 'report')])
  await wordReport(left, 1)
  const text = (tablet) => tablet.page.locator('.recommendation textarea').first()
  await settledErrands(left)
  await text(right).waitFor() // live
  await Promise.all([left.goOffline(), right.goOffline()])
  await text(left).fill('Сол жақтікі')
  await text(right).fill('Оң жақтікі')
  await left.untilStored('errands', (errands) => errands.length > 0)
  await right.untilStored('errands', (errands) => errands.length > 0)
  await left.goOnline()
  await settledErrands(left)
  await right.goOnline()
  const sides = right.page.locator('.two-reports .words')
  await sides.first().waitFor()
  assert.deepEqual(await sides.allTextContents(), ['Оң жақтікі', 'Сол жақтікі'])
  await right.page.locator('[data-side=ours] .button').click()
  await settledErrands(right)
  assert.equal((await api('GET', facilitation('/report'))).recommendations[0].text.kk, 'Оң жақтікі')
  await left.page.waitForFunction(() => document.querySelector('.recommendation textarea').value === 'Оң жақтікі')
  await Promise.all([left.close(), right.close()])
})

test('a line that is off the theme is offered to another yurt, which takes it: it keeps where it was said', async () => {
  const other = await newSession(forum, 7)
  const [here, there] = [await pairedTablet(), await pairedTablet({ to: other, through: await newProxy() })]
  await here.say('Аялдама керек')
  await here.until('received', 1)
  await here.goOffline()
  await here.page.locator('.line button.text').click()
  await here.page.locator('.editor .actions button').nth(2).click()
  await here.page.locator('.destinations button', { hasText: '7-киіз үй' }).click()
  await here.page.locator('[data-place=kept] li').waitFor()
  await here.goOnline()
  await settledErrands(here)

  await there.page.locator('.strip a[href="#later"]').click()
  await there.goOffline()
  await there.page.locator('[data-place=offered] .primary').click()
  await there.page.locator('[data-place=taken] li').waitFor()
  await there.goOnline()
  await settledErrands(there)
  await goTo(there, 'ideas')
  await there.shows('Аялдама керек')
  const [line] = (await api('GET', `/facilitation/forums/${forum.id}/suggestions`)).items
  assert.deepEqual([line.session_id, line.taken_session_id, line.state, line.number], [session.id, other.id, 'received', 1])
  await here.page.waitForFunction(() => !document.querySelector('[data-place=kept]'))
  await Promise.all([here.close(), there.close()])
})
