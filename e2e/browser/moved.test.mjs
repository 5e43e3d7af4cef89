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
