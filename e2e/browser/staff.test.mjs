// The staff in a real browser: an organiser invites three people by one-time links, each opens theirs, chooses a login and a
// password and is in; one is switched off while looking at the desk, and is out at once.
//
//   SHANYRAQ_URL=http://127.0.0.1:8080 node --test e2e/browser/staff.test.mjs
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { launch } from './chromium.mjs'
import { findForum, openDesk, url } from './desk.mjs'

describe('the staff', { skip: !url && 'SHANYRAQ_URL is not set' }, () => {
  let browser
  let forum
  before(async () => {
    forum = await findForum()
    browser = await launch()
  })
  after(() => browser?.close())

  test('three people are invited and sign in; one is switched off and out at once', async () => {
    const mark = Date.now().toString(36)
    const people = ['Дәурен', 'Гүлнар', 'Тимур'].map((name, i) => ({ name: `${name} ${mark}`, login: `person${i}.${mark}`, password: 'тоғыз қазан, он шөміш' }))
    const desk = await openDesk(browser, 'ru')
    const { page, t } = desk
    const press = (where, key) => where.getByRole('button', { name: t(key) }).first().click()
    await page.goto(`${url}/desk/`)
    await desk.signIn('organiser')
    await page.goto(`${url}/desk/staff?forum=${forum.id}`)
    await press(page, 'staff.invite')
    await page.fill('textarea[name=names]', people.map(({ name }) => name).join('\n'))
    await press(page, 'staff.makeLinks')
    await page.locator('.invites svg path').nth(2).waitFor()
    const codes = await page.locator('.invites .code').allTextContents()
    assert.equal(new Set(codes).size, 3)

    const desks = []
    for (const [i, person] of people.entries()) {
      const own = await openDesk(browser, 'kk')
      desks.push(own)
      await own.page.goto(`${url}/desk/invited#${codes[i]}`)
      await own.page.fill('input[name=login]', person.login)
      assert.equal(await own.page.inputValue('input[name=name]'), person.name)
      await own.page.fill('input[name=password]', person.password)
      await own.page.getByRole('button', { name: own.t('invited.join') }).click()
      await own.page.locator('.row-link').first().waitFor()
      assert.match(await own.page.locator('.who').textContent(), new RegExp(person.name))
    }
    const used = await openDesk(browser, 'ru')
    await used.page.goto(`${url}/desk/invited#${codes[0]}`)
    await used.page.getByText(t('invited.state.used')).waitFor()

    const [out] = desks
    await out.page.goto(`${url}/desk/forums/${forum.id}/programme`)
    await out.page.locator('.pill.live').waitFor()
    await page.reload()
    await page.getByRole('searchbox').fill(mark)
    const row = page.locator('.account').filter({ hasText: people[0].name })
    await page.waitForFunction(() => document.querySelectorAll('.account').length === 3)
    await row.getByRole('button', { name: t('staff.act.off') }).click()
    await page.getByRole('button', { name: t('staff.yes.off') }).click()
    await row.getByText(t('staff.off')).waitFor()
    await out.page.locator('input[name=password]').waitFor({ timeout: 15_000 }) // the stream ended, the token is worth nothing
    await desks[1].page.goto(`${url}/desk/me`)
    await desks[1].page.getByText(desks[1].t('me.here')).waitFor() // the others go on

    await page.goto(`${url}/desk/audit?noun=accounts`)
    await page.locator('.audit').getByText(t('audit.act.change')).first().waitFor()
    await Promise.all([desk, used, ...desks].map(({ page }) => page.context().close()))
  })
})
