// A rehearsal in a real browser: begun where it is said what is missing, one tablet paired with its sheet, a line captured;
// the forum itself knows nothing of it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch } from './chromium.mjs'
import { openDesk, url } from './desk.mjs'
import { newForum, newSession, stored } from './installation.mjs'
import { Tablet } from './tablet.mjs'

let browser
before(async () => {
  browser = await launch()
})
after(() => browser?.close())

for (const language of ['kk', 'ru'])
  test(`what is written in a rehearsal stays there, ${language}`, async () => {
    const forum = await newForum()
    await newSession(forum, 3, 'brainstorm')
    const desk = await openDesk(browser, language)
    const { page, t, button } = desk
    await desk.signIn('organiser')
    await page.goto(`${url}/desk/forums/${forum.id}/ready`)
    await button('rehearsal.begin').waitFor()
    await desk.look('ready-rehearsal')
    await button('rehearsal.begin').click()
    await page.getByRole('heading', { level: 1, name: t('tabletsPage.title') }).waitFor()
    const rehearsal = { id: /forums\/([^/]+)/.exec(page.url())[1] }
    assert.notEqual(rehearsal.id, forum.id)
    await page.locator('.rehearsal').waitFor()
    await button('tabletsPage.make').click()
    const code = await page.locator('.pairing-sheet li').nth(1).locator('.code').textContent()
    await desk.look('rehearsal-tablets')

    const tablet = new Tablet({ origin: url })
    after(() => tablet.dispose())
    await tablet.start()
    await tablet.pair(code)
    await tablet.page.locator('.where p', { hasText: 'Жаттығу' }).waitFor()
    await tablet.page.getByRole('button', { name: 'Бәрібір жазу' }).click()
    await tablet.say('байқап көреміз')
    await tablet.until('received', 1)
    assert.deepEqual((await stored(rehearsal)).map(({ text }) => text), ['байқап көреміз'])
    assert.deepEqual(await stored(forum), [])

    await button('rehearsal.end').click()
    await page.getByText(t('rehearsal.over', { title: { kk: 'Сынақ форумы', ru: 'Проверочный форум' }[language] })).waitFor()
    await page.getByRole('link', { name: t('rehearsal.back') }).click()
    await button('rehearsal.begin').waitFor()
    desk.assertQuiet()
    await desk.context.close()
  })
