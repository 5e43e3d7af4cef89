// Long words and addresses stay in their column: nothing that people type makes a page wider than the screen.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { launch } from './chromium.mjs'
import { openDesk, url } from './desk.mjs'
import { api, stored } from './installation.mjs'
import { forum as ours, pairedTablet, session, test as onTablet } from './scene.mjs'

const word = (letters) => 'ұзақсөз'.repeat(30).slice(0, letters)
const address = `https://example.kz/${'a'.repeat(71)}` // 90 letters
const mail = `${'a'.repeat(60)}@${'b'.repeat(25)}.kz`
const both = (text) => ({ kk: text, ru: text })
const uuid7 = () => randomUUID().replace(/^(.{14})./, '$17')

/** Until the services have told each other. */
async function until(read, isThere) {
  for (;;) {
    const found = await read()
    if (isThere(found)) return found
  }
}

/** A forum all of whose names and texts are as long as they may be and have no place to break. */
async function longForum() {
  const { id } = await api('POST', '/sessions/forums', { kind: 'city', region: 'KZ-75', title: both(word(200)), place: both(word(200)), starts_on: '2026-11-29', ends_on: '2026-11-30', state: 'running' })
  const sessions = `/sessions/forums/${id}`
  const theme = await api('POST', `${sessions}/themes`, { key: 'long', title: both(word(120)), position: 1 })
  const session = await api('POST', `${sessions}/sessions`, {
    kind: 'breakout', theme_id: theme.id, title: both(word(200)), place: both(word(200)), yurt: 3, starts_at: '2026-11-29T05:00:00Z', ends_at: '2026-11-29T07:00:00Z',
  })
  await api('POST', `${sessions}/sessions/${session.id}/rounds`, { title: both(word(200)), question: both(word(300)), instruction: both(address), seconds: 900 })
  const body = await api('POST', '/sessions/organisations', { kind: 'state_body', names: [{ name: both(word(200)), abbreviation: both(word(40)), valid_from: '2020-01-01' }] })
  const person = await api('POST', `${sessions}/participants`, { name: word(200), needs: word(200), language: 'kk', organisation_id: body.id })
  const text = await api('GET', `${sessions}/consent-text`)
  for (const scope of ['processing', 'notifications'])
    await api('POST', `${sessions}/participants/${person.id}/consents`, { scope, given: true, text_version: text.version, ...(scope === 'notifications' && { channel: 'email' }) })
  await api('PUT', `/notifications/forums/${id}/contacts/${person.id}`, { channel: 'email', address: mail, language: 'kk' })
  await api('PUT', `${sessions}/sessions/${session.id}/participants/${person.id}`)
  for (const as of ['', 'question'])
    await fetch(`${url}/speak/${id}`, { method: 'POST', body: new URLSearchParams({ id: uuid7(), as, text: `${word(200)} ${address}`, spoken: 'kk', organisation: word(200) }), redirect: 'manual' })

  const line = (text, n) => ({ id: uuid7(), session_id: session.id, theme_id: theme.id, text, language: 'kk', device_id: randomUUID(), device_counter: n, kind: 'idea', author_id: person.id, tags: [word(40)] })
  const said = [line(`${word(200)} ${address} ${mail}`, 1), line(`${address}${word(200)}`, 2), line(mail, 3)]
  const { receipts } = await api('POST', `/facilitation/forums/${id}/suggestions`, { suggestions: said })
  await api('POST', `/facilitation/forums/${id}/suggestions/${said[2].id}/park`, { note: address })

  const decisions = `/decisions/forums/${id}`
  const list = () => api('GET', `${decisions}/proposals`)
  const [first] = (await until(list, ({ items }) => items.length >= 2)).items
  const reworded = await api('POST', `${decisions}/proposals/${first.id}/reword`, { text: both(`${word(200)} ${address}`), version: first.version })
  const question = await api('POST', `${decisions}/questions`, { proposal_id: first.id, text: reworded.text })
  await api('POST', `${decisions}/questions/${question.id}/votes`, { for: 5, against: 0, abstained: 0, present: 5, eligible: 5 })
  const decision = await api('POST', `${decisions}/decisions`, { question_id: question.id, outcome: 'adopted_with_changes', text: both(`${word(200)} ${address}`), reason: both(address) })
  const measure = { text: both(`${word(200)} ${address}`), lead_body_id: body.id, form_of_completion: both(word(100)), deadline: { kind: 'date', value: '2027-12-01' }, funding_source: word(200) }
  const { id: planned } = await until(() => api('POST', `${decisions}/measures`, { decision_id: decision.id, ...measure }).catch(() => undefined), Boolean)
  await api('POST', `${decisions}/plan/publish`, { title: both(word(200)), measure_ids: [planned] })
  await api('POST', `${decisions}/measures/${planned}/reports`, { status: 'in_progress', text: both(`${word(200)} ${address}`), attachment_url: address })
  await until(() => api('GET', `/notifications/forums/${id}/messages`), ({ items }) => items.length >= 2)
  return { id, session: session.id, receipt: receipts[0].receipt, title: word(200) }
}

/** What sticks out: the page itself, or a thing whose right edge no scrolling box of its own holds. */
const sticksOut = () => {
  const root = document.documentElement
  const held = (element) => element.closest('.visually-hidden, svg') || (element.parentElement && ['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(element.parentElement).overflowX)) || (element.parentElement && held(element.parentElement))
  const things = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !held(one))
  const wide = root.scrollWidth - innerWidth
  return [...(wide > 0 ? [`the page, by ${wide} px`] : []), ...things.slice(0, 3).map((one) => `${one.tagName}.${one.className}: ${one.textContent.slice(0, 40)}`)]
}

/** The control: as it would be if no word could be broken. */
const neverBreak = (page) =>
  page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('* { overflow-wrap: normal !important; word-break: normal !important; hyphens: manual !important }')
    document.adoptedStyleSheets.push(sheet)
  })

async function measured(page, name) {
  const found = []
  for (const width of [375, 390, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    if (process.env.SHANYRAQ_SCREENSHOTS && width !== 390) await page.screenshot({ path: `${process.env.SHANYRAQ_SCREENSHOTS}/long-${name}-${width}.png` })
    found.push(...(await page.evaluate(sticksOut)).map((what) => `${name} at ${width}: ${what}`))
  }
  return found
}

describe('long words', { skip: !url && 'SHANYRAQ_URL is not set' }, () => {
  let browser
  let forum
  before(async () => {
    forum = await longForum()
    browser = await launch()
  })
  after(() => browser?.close())

  test('on every page of the desk', async () => {
    const desk = await openDesk(browser, 'kk')
    const { page, t } = desk
    await desk.signIn('organiser')
    const found = await measured(page, 'forums')
    for (const name of ['forum', 'programme', 'sessions', 'people', 'people/badges', 'consolidate', 'parked', 'reports', 'decide', 'plan', 'messages', 'intake', 'ready', 'tablets', 'agenda', 'submissions', `watch/${forum.session}`, `method/${forum.session}`, `photos/${forum.session}`]) {
      await page.goto(`${url}/desk/forums/${forum.id}/${name}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      if (['consolidate', 'decide', 'plan', 'people', 'messages', 'agenda', 'submissions'].includes(name)) await page.locator('.virtual > li').first().waitFor()
      if (name === 'messages') {
        await page.locator('.subject').first().click()
        await page.locator('.letter pre').waitFor()
      }
      if (name === 'sessions') await page.getByRole('button', { name: t('programme.change') }).click()
      found.push(...(await measured(page, name.replace(/\/.*/, (rest) => (rest === '/badges' ? '-badges' : '')))))
    }
    for (const name of ['organisations', 'settings', 'staff', 'audit', 'me', 'setup']) {
      await page.goto(`${url}/desk/${name}`)
      await page.locator('main form, main .rows li').first().waitFor()
      found.push(...(await measured(page, name)))
    }
    assert.deepEqual(found, [])
    await page.goto(`${url}/desk/forums/${forum.id}/plan`)
    await page.locator('.virtual > li').first().waitFor()
    await neverBreak(page)
    assert.notDeepEqual(await measured(page, 'control'), [], 'the measurement sees what sticks out')
    await desk.context.close()
  })

  test('on the public pages: the way, the register, the list of forums', async () => {
    const page = await browser.newPage()
    const found = []
    for (const [name, path] of Object.entries({ way: `/way/${forum.receipt}`, register: `/register/${forum.id}`, forums: '/register', missing: '/nothing-here', speak: `/speak/${forum.id}`, question: `/speak/${forum.id}?as=question`, address: '/address.html' })) {
      await page.goto(url + path)
      found.push(...(await measured(page, `public-${name}`)))
    }
    assert.deepEqual(found, [])
    await page.close()
  })

  test('in the letters', async () => {
    const page = await browser.newPage()
    const { items } = await api('GET', `/notifications/forums/${forum.id}/messages`)
    const found = []
    for (const { id, kind } of items) {
      const { body } = await api('GET', `/notifications/forums/${forum.id}/messages/${id}`)
      await page.setContent(body.html)
      found.push(...(await measured(page, `letter-${kind}`)))
    }
    assert.deepEqual(found, [])
    await page.close()
  })
})

onTablet('long words on the tablet, and on the phones that vote on them', async () => {
  await api('PATCH', session.path, { title: both(word(200)), place: both(word(200)) })
  const tablet = await pairedTablet()
  await tablet.say(`${word(200)} ${address}`)
  await tablet.say(mail)
  await tablet.until('received', 2)
  const found = await measured(tablet.page, 'tablet')
  const suggestion_ids = (await stored(ours)).map(({ id }) => id)
  const { code } = await api('POST', `/facilitation/forums/${ours.id}/rounds/${session.round}/ballot`, { session_id: session.id, kind: 'dots', dots: 3, title: both(word(200)), suggestion_ids })
  await tablet.page.goto(`${url}/b/${code}`)
  found.push(...(await measured(tablet.page, 'ballot')))
  assert.deepEqual(found, [])
  await tablet.close()
})
