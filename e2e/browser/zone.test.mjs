// Every time is the forum's: a desk and a tablet whose own clocks show New York's, around midnight at the forum.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { launch } from './chromium.mjs'
import { call, findForum, openDesk, url } from './desk.mjs'
import { api, newSession } from './installation.mjs'
import { pairedTablet, session, test as onTablet } from './scene.mjs'

describe('the desk', { skip: !url && 'SHANYRAQ_URL is not set' }, () => {
  let browser
  let token
  before(async () => {
    ;({ token } = await findForum())
    browser = await launch()
  })
  after(() => browser?.close())

  for (const zone of ['Asia/Almaty', 'Asia/Aqtobe'])
    test(`in New York shows and takes the hours of a forum in ${zone}`, async () => {
      const title = { kk: `Түн ${zone}`, ru: `Ночь ${zone}` }
      const { id } = await api('POST', '/sessions/forums', { kind: 'city', region: 'KZ-75', title, starts_on: '2026-11-29', ends_on: '2026-11-30', state: 'running', time_zone: zone })
      const theme = (await api('POST', `/sessions/forums/${id}/themes`, { key: 'night', title: { kk: 'Түн', ru: 'Ночь' }, position: 1 })).id
      const { path } = await newSession({ id, theme })
      await api('PATCH', path, { starts_at: '2026-11-29T19:05:00Z', ends_at: '2026-11-29T20:00:00Z' })

      const desk = await openDesk(browser, 'ru', 'light', { timezoneId: 'America/New_York' })
      const { page, t } = desk
      await desk.signIn('organiser')
      await page.goto(`${url}/desk/forums/${id}/sessions`)
      await page.getByText('00:05–01:00').waitFor()
      const told = page.getByText('Время Казахстана (UTC+5)')
      await told.waitFor()
      await desk.look('zone')

      await desk.button('programme.change').click()
      const starts = page.locator('input[name=starts]')
      assert.equal(await starts.inputValue(), '2026-11-30T00:05')
      assert.equal(await told.count(), 2, 'the fields say it too')
      await starts.fill('2026-11-29T23:55')
      await page.getByRole('button', { name: t('save'), exact: true }).click()
      await page.getByText('23:55–01:00').waitFor()
      const now = await call(`/api${path}`, { token })
      assert.deepEqual([now.starts_at, now.ends_at], ['2026-11-29T18:55:00Z', '2026-11-29T20:00:00Z'])
      desk.assertQuiet()
      await desk.context.close()
    })

  test('with the forum\'s own offset says nothing of zones', async () => {
    const forum = await findForum()
    const desk = await openDesk(browser, 'kk', 'light', { timezoneId: 'Asia/Aqtobe' })
    await desk.signIn('organiser')
    await desk.enter(forum)
    await desk.open('programme')
    await desk.page.locator('.day-grid').first().waitFor()
    assert.equal(await desk.page.getByText('UTC').count(), 0)
    await desk.context.close()
  })
})

onTablet('a tablet set to New York tells the forum\'s hours of a session that was moved, and whose they are', async () => {
  const tablet = await pairedTablet({ timezoneId: 'America/New_York' })
  await api('PATCH', session.path, { starts_at: '2026-11-29T19:05:00Z', ends_at: '2026-11-29T20:00:00Z' })
  const news = tablet.page.locator('.news')
  await news.getByText(/00:05–01:00 · Қазақстан уақыты \(UTC\+5\)/).waitFor()
  await tablet.close()
})
