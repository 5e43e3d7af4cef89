// The second step of signing in, in a real browser: an authenticator app is set up from its QR code's secret, signs in, is
// lost and replaced by a code on paper; a passkey is made by Chromium's virtual authenticator, is the second step and signs in
// alone; whoever must have a second step makes one first; an organiser takes one away.
//
//   SHANYRAQ_URL=http://localhost:8080 node --test e2e/browser/second-step.test.mjs   (--demo; the public address has a name)
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { launch } from './chromium.mjs'
import { call, openDesk, url } from './desk.mjs'

const password = 'тоғыз қазан, он шөміш'

/** What an app shows for a secret (RFC 6238), `ahead` half minutes from now. */
function appCode(secret, ahead = 0) {
  const bits = [...secret].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead))
  const sum = createHmac('sha1', key).update(counter).digest()
  return String((sum.readUInt32BE(sum.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

describe('the second step', { skip: !url && 'SHANYRAQ_URL is not set' }, () => {
  let browser
  let token
  before(async () => {
    ;({ access_token: token } = await call('/api/sessions/sign-in', { method: 'POST', body: JSON.stringify({ login: 'organiser', password: 'shanyraq-demo' }) }))
    browser = await launch()
  })
  after(() => browser?.close())

  /** Somebody of the staff, at a desk of their own. */
  async function somebody(name, roles, language) {
    const login = `${name}.${Date.now().toString(36)}`
    await call('/api/sessions/accounts', { token, method: 'POST', body: JSON.stringify({ login, name, password, roles }) })
    const desk = await openDesk(browser, language)
    const { page, t, button } = desk
    return {
      ...desk,
      login,
      async password() {
        await page.goto(`${url}/desk/`)
        await page.getByLabel(t('signIn.login')).fill(login)
        await page.locator('input[name=password]').fill(password)
        await page.keyboard.press('Enter')
      },
      async out() {
        await button('signOut').click()
        await page.locator('input[name=login]').waitFor()
      },
      isIn: () => page.locator('.who').getByText(name).waitFor(),
    }
  }

  /** Reads the secret as somebody without a camera does, and confirms it. */
  async function setUpApp({ page, t, button, look }, shot) {
    const secret = (await page.locator('.secret').textContent()).replaceAll(' ', '')
    await page.getByRole('img', { name: t('second.qr') }).locator('path').waitFor()
    if (shot) await look(`${shot}-app`)
    await page.getByLabel(t('second.code')).fill(appCode(secret))
    await button('second.confirm').click()
    const shown = page.locator('.recovery-codes code')
    await shown.first().waitFor()
    const codes = await shown.allTextContents()
    assert.equal(new Set(codes).size, 10)
    if (shot) await look(`${shot}-codes`)
    await button('second.kept').click()
    return { secret, codes }
  }

  for (const language of ['kk', 'ru'])
    test(`an app is set up, asked for, and lost (${language})`, async () => {
      const one = await somebody('Әсел', { '*': ['organiser'] }, language)
      const { page, t, button } = one
      await one.password()
      await one.isIn()
      await page.goto(`${url}/desk/me`)
      await one.look('me')
      await button('second.setUp').click()
      await page.locator('.steps').getByLabel(t('me.oldPassword')).fill(password)
      await button('second.next').click()
      const { secret, codes } = await setUpApp(one, 'me')
      await page.getByText(t('second.left', { count: 10 })).waitFor()
      await one.look('me-steps')

      await one.out()
      await one.password()
      const field = page.getByLabel(t('second.code'))
      await field.waitFor()
      assert.equal(await field.evaluate((input) => input === document.activeElement && `${input.autocomplete} ${input.inputMode}`), 'one-time-code numeric')
      await one.look('second-step')
      await field.fill(appCode(secret, -2))
      await page.keyboard.press('Enter')
      await page.getByRole('alert').waitFor()
      const code = appCode(secret, 1) // the present one was used to set up
      await field.fill(`${code.slice(0, 3)} ${code.slice(3)}`)
      await page.keyboard.press('Enter')
      await one.isIn()

      await one.out()
      await one.password()
      await button('second.by.recovery').click()
      await one.look('second-step-recovery')
      await page.getByLabel(t('second.recoveryCode')).fill(codes[4].toLowerCase())
      await page.keyboard.press('Enter')
      await one.isIn()
      await page.goto(`${url}/desk/me`)
      await page.getByText(t('second.left', { count: 9 })).waitFor()
      one.assertQuiet()
      await one.context.close()
    })

  test('a passkey is made, is the second step, signs in alone, and is removed', async () => {
    const one = await somebody('Тимур', { '*': ['chair'] }, 'kk')
    const { page, t, button } = one
    const cdp = await one.context.newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } })
    await one.password()
    await one.isIn()
    await page.goto(`${url}/desk/me`)
    await button('second.addPasskey').click()
    await page.getByLabel(t('second.passkeyName')).fill('Ноутбук')
    await page.locator('.steps').getByLabel(t('me.oldPassword')).fill(password)
    await one.look('passkey-add')
    await button('second.next').click()
    await page.locator('.recovery-codes code').nth(9).waitFor()
    await button('second.kept').click()
    await page.locator('strong', { hasText: 'Ноутбук' }).waitFor()
    await one.look('me-passkeys')

    await one.out()
    await one.password()
    await button('second.usePasskey').waitFor()
    await one.look('second-step-passkey')
    await button('second.usePasskey').click()
    await one.isIn()

    await one.out()
    await one.look('sign-in-passkey')
    await button('second.alone').click()
    await one.isIn()
    await page.goto(`${url}/desk/me`)
    await page.getByText(`${t('me.way.passkey')} · `).waitFor()
    await page.getByRole('button', { name: `${t('second.remove')} Ноутбук` }).click()
    await page.locator('.steps').getByLabel(t('me.oldPassword')).fill(password)
    await button('second.removeNow').click()
    await page.locator('strong', { hasText: 'Ноутбук' }).waitFor({ state: 'detached' })
    await one.out()
    await one.password()
    await one.isIn() // there is no second step any more
    one.assertQuiet()
    await one.context.close()
  })

  test('who must have a second step makes it when signing in; an organiser takes it away', async () => {
    const boss = await somebody('Дәурен', { '*': ['organiser'] }, 'ru')
    const { page, t, button } = boss
    await boss.password()
    await boss.isIn()
    await page.goto(`${url}/desk/me`)
    await button('second.setUp').click()
    await page.locator('.steps').getByLabel(t('me.oldPassword')).fill(password)
    await button('second.next').click()
    await setUpApp(boss)
    await page.goto(`${url}/desk/settings`)
    const setting = page.locator('[data-setting="sign_in.second_step"]')
    await setting.locator('select').selectOption('everybody')
    await page.locator('form').filter({ has: setting }).getByRole('button', { name: t('save') }).click()
    await page.getByText(t('settings.saved')).waitFor()
    try {
      const chair = await somebody('Гүлнар', { '*': ['chair'] }, 'kk')
      await chair.password()
      await chair.page.getByText(chair.t('second.wanted')).waitFor()
      assert.equal(await chair.page.locator('.who').count(), 0)
      await setUpApp(chair, 'sign-in')
      await chair.isIn()
      await chair.page.goto(`${url}/desk/me`)
      await chair.page.getByText(chair.t('second.required')).waitFor()

      await page.goto(`${url}/desk/staff`)
      await page.getByRole('searchbox').fill(chair.login)
      const row = page.locator('.account').filter({ hasText: chair.login })
      await row.getByText(t('staff.secondStep')).waitFor()
      await row.getByRole('button', { name: t('staff.act.step') }).click()
      await boss.look('staff-step')
      await button('staff.yes.step').click()
      await row.getByText(t('staff.secondStep')).waitFor({ state: 'detached' })
      await chair.page.reload()
      await chair.page.locator('input[name=login]').waitFor() // out, the phone may be in other hands
      boss.assertQuiet()
      await chair.context.close()
    } finally {
      await page.goto(`${url}/desk/settings`)
      await setting.getByRole('button').click() // back to the default
      await page.getByText(t('settings.toDefault')).first().waitFor({ state: 'detached' })
    }
    await boss.context.close()
  })
})
