// A session that the desk cancels, moves or renames: its tablet says so and where to go; what was typed arrives.
import assert from 'node:assert/strict'
import { api, assertStored, newSession } from './installation.mjs'
import { forum, look, pairedTablet, session, test } from './scene.mjs'

const change = (body) => api('PATCH', session.path, body)

test('moved and renamed while the tablet listens: told with the old and the new, until somebody has taken note', async () => {
  const tablet = await pairedTablet()
  const { page } = tablet
  await page.keyboard.type('Жартылай')
  await change({ place: { kk: 'Бас ғимарат', ru: 'Главный корпус' }, yurt: 12, title: { kk: 'Жол және көлік', ru: 'Дороги и транспорт' } })
  const news = page.locator('.news')
  await news.getByText('Бас ғимарат').waitFor()
  assert.match(await news.textContent(), /Жол және көлік.*бұрын: 3-топ.*12-.*Бас ғимарат/)
  assert.equal(await page.inputValue('.composer textarea'), 'Жартылай')
  await look(page, 'session-moved')
  await page.reload()
  await news.getByText('Бас ғимарат').waitFor() // nobody has taken note yet
  await news.locator('button').click()
  await news.waitFor({ state: 'detached' })
  await tablet.close()
})

test('cancelled and moved while the tablet is offline: told when it is back, and its lines arrive all the same', async () => {
  const other = await newSession(forum, 7)
  await api('PATCH', other.path, { ends_at: new Date(Date.now() + 86_400_000).toISOString(), place: { kk: 'Әмбебап зал', ru: 'Универсальный зал' } })
  const tablet = await pairedTablet()
  const { page } = tablet
  await tablet.goOffline()
  await tablet.say('Желісіз айтылған')
  await change({ state: 'cancelled', reason: { kk: 'Жол жабық', ru: 'Дорога закрыта' } })
  await tablet.goOnline()
  await page.locator('.news[data-cancelled=true]').waitFor()
  await page.locator('.news li', { hasText: 'Әмбебап зал' }).waitFor() // where to go
  await tablet.say('Болмайтынын білгеннен кейін')
  await tablet.settled()
  await assertStored(forum, ['Желісіз айтылған', 'Болмайтынын білгеннен кейін'])
  await look(page, 'session-cancelled')
  await page.reload()
  await page.locator('.news a[href="#pair"]').click()
  await page.waitForSelector('#code')
  await change({ state: 'planned' })
  await page.goBack()
  await page.locator('.news[data-cancelled=false]').waitFor() // it takes place after all
  await page.locator('.news button').click()
  await page.locator('.news').waitFor({ state: 'detached' })
  await tablet.close()
})

test('cancelled: says why, and one tap moves the tablet to a session that takes place; lines stay with the one they were typed in', async () => {
  const other = await newSession(forum, 7)
  const tablet = await pairedTablet()
  const { page } = tablet
  await tablet.goOffline()
  await tablet.say('Бас тартылғанға дейін')
  await change({ state: 'cancelled', reason: { kk: 'Жаңбыр жауып тұр', ru: 'Идёт дождь' } })
  await tablet.goOnline()
  const news = page.locator('.news[data-cancelled=true]')
  await news.getByText(/Жаңбыр жауып тұр|Идёт дождь/).waitFor()
  await look(page, 'session-cancelled-move')
  await news.locator('li button').first().click()
  await news.waitFor({ state: 'detached' })
  await page.getByText(/7-киіз үй|Юрта 7/).first().waitFor()
  await tablet.say('Жаңа жерде айтылған')
  await tablet.settled()
  await assertStored(forum, ['Бас тартылғанға дейін', 'Жаңа жерде айтылған'])
  const { items } = await api('GET', `/facilitation/forums/${forum.id}/suggestions?limit=500`)
  const where = Object.fromEntries(items.map(({ text, session_id }) => [text, session_id]))
  assert.deepEqual(where, { 'Бас тартылғанға дейін': session.id, 'Жаңа жерде айтылған': other.id })
  await tablet.close()
})
