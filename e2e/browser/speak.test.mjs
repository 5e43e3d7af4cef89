// The public form in a real browser: from a phone without script to the desk, to the chain, and back to the phone by the claim code.
import assert from 'node:assert/strict'
import { api, origin } from './installation.mjs'
import { launch } from './chromium.mjs'
import { atTheEnd, forum, look, test } from './scene.mjs'

async function open(options, path) {
  const browser = await launch()
  atTheEnd(() => browser.close())
  const context = await browser.newContext({ locale: 'ru', serviceWorkers: 'block', ...options })
  context.setDefaultTimeout(40_000)
  await context.addInitScript(() => localStorage.setItem('shanyraq.language', 'ru'))
  const page = await context.newPage()
  await page.goto(origin + path)
  return page
}
const openPhone = (path) => open({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false, hasTouch: true }, path)

async function openDesk(page) {
  const desk = await open({ viewport: { width: 1280, height: 800 } }, `/desk/forums/${forum.id}/${page}`)
  await desk.fill('input[name=login]', process.env.SHANYRAQ_LOGIN)
  await desk.fill('input[name=password]', process.env.SHANYRAQ_PASSWORD)
  await desk.keyboard.press('Enter')
  await desk.waitForSelector('.pages')
  return desk
}

test('a suggestion goes from a phone to the desk, to the chain, and its outcome back by the claim code and a letter', async () => {
  const words = `Поставить лавочки у больницы ${Date.now()}`
  const phone = await openPhone(`/speak/${forum.id}?lang=ru`)
  await phone.fill('textarea', `${words}. Айгүл, +7 701`)
  await phone.locator('.tick').click()
  await phone.locator('nav button[value=kk]').click() // another language brings along what was typed
  assert.match(await phone.inputValue('textarea'), /лавочки/)
  assert.ok(await phone.locator('input[name=tell]').isChecked())
  await phone.locator('nav button[value=ru]').click()
  await look(phone, 'speak-form')
  await phone.locator('footer button').click()
  const code = await phone.locator('.claim').innerText()
  assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}$/)
  await look(phone, 'speak-sent')
  await phone.locator('form button').click()
  await phone.fill('#address', 'нет адреса')
  await phone.locator('form button').click()
  await phone.locator('[role=alert]').waitFor()
  await phone.fill('#address', 'aigul.speak@example.kz')
  await phone.locator('form button').click()
  assert.match(await phone.locator('[role=status]').innerText(), /a\*\*\*@e\*\*\*\.kz/)

  const desk = await openDesk('submissions')
  const card = desk.locator('.card', { hasText: words })
  await card.locator('.button.primary').click()
  await card.locator('textarea[name=hide]').fill('Айгүл, +7 701')
  await card.locator('form .button.primary').click()
  await card.waitFor({ state: 'detached' }) // it is no longer among those that wait

  const deadline = Date.now() + 30_000
  let found
  while (!(found = (await api('GET', `/facilitation/forums/${forum.id}/suggestions`)).items.find(({ receipt }) => receipt === code))) {
    assert.ok(Date.now() < deadline, 'it is no suggestion')
    await new Promise((wake) => setTimeout(wake, 100))
  }
  assert.equal(found.source, 'form')
  assert.ok(found.text.includes(words) && !found.text.includes('Айгүл'), found.text)
  let message
  while (!(message = (await api('GET', `/notifications/forums/${forum.id}/messages`)).items.find(({ kind, state }) => kind === 'receipt' && state === 'sent'))) {
    assert.ok(Date.now() < deadline, 'no letter went out')
    await new Promise((wake) => setTimeout(wake, 100))
  }

  const later = await openPhone('/speak?lang=ru')
  await later.fill('#code', code.toLowerCase().replaceAll('-', ''))
  await later.locator('form button').click()
  await later.locator('a.button').click()
  assert.match(later.url(), new RegExp(`/way/${code}`))
  await later.getByText(words).first().waitFor()
})
