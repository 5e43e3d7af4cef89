// One tablet of a field, another host than the server: encrypted by the server's own authority, then in the clear. TestField runs it there.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { assertStored, newForum, newSession, origin, pairingCode } from './installation.mjs'
import { Tablet } from './tablet.mjs'

const { FIELD_LINK: link, FIELD_PLAIN: plain, FIELD_FLAGS: flags } = process.env
const pull = (state) => link && execFileSync('ip', ['link', 'set', link, state])

/** The network is a real one: it is pulled, not played. */
const network = { origin, goDown: () => pull('down'), set down(_) { pull('up') } } // eslint-disable-line accessor-pairs

async function withTablet(work) {
  const tablet = new Tablet(network)
  try {
    await tablet.start({ flags: flags ? [flags] : [] })
    const forum = await newForum()
    await work(tablet, forum, await pairingCode(await newSession(forum)))
  } catch (error) {
    console.error(tablet.page?.url(), await tablet.page?.textContent('body').catch(String))
    throw error
  } finally {
    pull('up')
    await tablet.dispose()
  }
}

const secure = () => window.isSecureContext

test('encrypted: pair, offline, reload, capture, online', { timeout: 180_000 }, () => withTablet(async (tablet, forum, code) => {
  const { page } = tablet
  // The address in the clear notices that the tablet trusts the server, and leads on with the code.
  await page.goto(`${plain}/t/#pair=${code}`)
  await page.waitForURL(`${origin}/t/**`)
  await page.waitForSelector('.status')
  assert.ok(await page.evaluate(secure))
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.waitForFunction(() => navigator.serviceWorker.controller)
  assert.equal(await page.locator('.plain-address').count(), 0)
  await tablet.say('пандус керек')

  await tablet.goOffline()
  await page.reload()
  await page.waitForSelector('.composer textarea')
  await tablet.say('жарық керек', 'нужна остановка')
  await tablet.goOnline()
  await page.waitForFunction(() => document.querySelector('.network')?.dataset.network === 'online')
  for (let left = 100; ; left--) {
    try {
      await assertStored(forum, ['пандус керек', 'жарық керек', 'нужна остановка'])
      break
    } catch (error) {
      if (!left) throw error
      await page.waitForTimeout(100)
    }
  }
}))

test('plain: the warning stands before the first line, and where a password is typed', { timeout: 180_000 }, () => withTablet(async (tablet, forum, code) => {
  const { page } = tablet
  await page.goto(`${origin}/t/`)
  const warning = page.locator('.plain-address')
  await page.waitForSelector('#code')
  await warning.waitFor()
  assert.ok(!(await page.evaluate(secure)))
  assert.equal(await page.inputValue('#code'), '', 'nothing is typed yet')

  await page.fill('#code', code)
  await page.keyboard.press('Enter')
  await page.locator('.capture .plain-address').waitFor()
  assert.equal(await page.locator('.line').count(), 0, 'nothing is captured yet')
  await tablet.say('пандус керек')
  await warning.waitFor()

  await page.goto(`${origin}/desk/`)
  await page.locator('input[type=password]').waitFor()
  await warning.waitFor()
  await warning.locator('a').click()
  await page.waitForURL(`${origin}/address.html`)
  await page.locator('code', { hasText: '--tls local' }).waitFor()
}))
