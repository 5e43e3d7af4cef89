// A tablet whose browser will not write, and one on which the app is open twice: nothing typed is lost, doubled or glued together.
import assert from 'node:assert/strict'
import { assertStored, stored } from './installation.mjs'
import { forum, look, pairedTablet, proxy, test } from './scene.mjs'

/**
 * Runs in the page: with this mark the database takes nothing, as on a full disk. (The quota of the browser's own tools is no
 * use here: the database looks at it again only half a minute later.)
 */
const disk = () => {
  for (const name of ['add', 'put']) {
    const write = IDBObjectStore.prototype[name]
    IDBObjectStore.prototype[name] = function (...given) {
      if (localStorage.getItem('full')) throw new DOMException('no room', 'QuotaExceededError')
      return write.apply(this, given)
    }
  }
}
const fill = (tablet) => tablet.page.evaluate(() => localStorage.setItem('full', '1'))
const free = (tablet) => tablet.page.evaluate(() => localStorage.removeItem('full'))

const texts = (tablet) => tablet.lines().then((lines) => lines.map(({ text }) => text))
const saidFast = ['Екінші', 'Үшінші', 'Төртінші', 'Бесінші']

test('the disk is full: each line stays a line of its own, a reload loses none, and once there is room each is received once', async () => {
  const tablet = await pairedTablet({ before: disk })
  await tablet.say('Бірінші')
  await tablet.until('received', 1)
  await fill(tablet)
  await tablet.say(...saidFast)
  await tablet.until('unwritten', 4)
  await tablet.page.keyboard.type('Жартылай')
  await tablet.page.locator('.not-written[role=alert]').waitFor()
  assert.deepEqual(await texts(tablet), ['Бірінші', ...saidFast])
  assert.doesNotMatch(await tablet.page.locator('.network').textContent(), /бәрі хатшылыққа түсті/)
  await look(tablet.page, 'disk-full')

  await tablet.page.waitForFunction(() => Object.keys(localStorage).some((key) => key.includes('draft')))
  await tablet.page.reload()
  await tablet.until('unwritten', 4)
  await tablet.page.waitForFunction(() => document.querySelector('.composer textarea').value === 'Жартылай')
  assert.deepEqual(await texts(tablet), ['Бірінші', ...saidFast])
  await assertStored(forum, ['Бірінші'])

  await free(tablet)
  await tablet.until('received', 5)
  await tablet.page.locator('.not-written').waitFor({ state: 'detached' })
  await assertStored(forum, ['Бірінші', ...saidFast])
  await tablet.page.reload()
  await tablet.until('received', 5)
  await tablet.settled()
  await assertStored(forum, ['Бірінші', ...saidFast])
  await tablet.close()
})

test('two tabs of one profile: one writes, the other says so and can take over; the draft that both have seen is one line', async () => {
  const tablet = await pairedTablet()
  await tablet.say('Бірінші')
  await tablet.until('received', 1)
  await tablet.page.keyboard.type('Ортақ нобай')
  await tablet.draftIs('Ортақ нобай')

  const second = await tablet.context.newPage()
  await second.goto(`${proxy.origin}/t/`)
  await second.getByRole('heading', { name: 'Қолданба басқа қойындыда ашық' }).waitFor()
  assert.equal(await second.locator('textarea').count(), 0)
  await look(second, 'other-tab')
  await second.getByRole('button', { name: 'Осында жазу' }).click()
  await second.waitForFunction(() => document.querySelector('.composer textarea')?.value === 'Ортақ нобай')
  await tablet.page.getByRole('button', { name: 'Осында жазу' }).waitFor()
  await second.keyboard.press('Enter')
  await second.locator('.line[data-state=received]').nth(1).waitFor()

  await tablet.page.getByRole('button', { name: 'Осында жазу' }).click()
  await tablet.until('received', 2)
  assert.equal(await tablet.page.locator('.composer textarea').inputValue(), '')
  await tablet.say('Үшінші')
  await tablet.until('received', 3)
  await assertStored(forum, ['Бірінші', 'Ортақ нобай', 'Үшінші'])

  await tablet.page.close() // then the other one writes by itself
  tablet.page = second
  await tablet.say('Төртінші')
  await tablet.until('received', 4)
  assert.equal((await stored(forum)).length, 4)
  await tablet.close()
})

test('a paste of 2,104 signs is all in the field, marked, and nothing of it is sent until a person splits it; what shows nothing is no line', async () => {
  const tablet = await pairedTablet()
  const pasted = `${'Жол салу керек. '.repeat(131)}Соңы осы.`.slice(0, 2104)
  const long = pasted.padEnd(2104, '!')
  await tablet.page.focus('.composer textarea')
  await tablet.page.keyboard.insertText(long)
  await tablet.page.locator('.excess').waitFor()
  assert.equal(await tablet.page.locator('.composer textarea').inputValue(), long)
  assert.match(await tablet.page.locator('.excess').textContent(), /104/)
  await tablet.page.keyboard.press('Enter')
  await tablet.page.locator('.too-long button').click()
  await tablet.page.waitForFunction(() => document.querySelector('.composer textarea').value.length < 200)
  await tablet.page.keyboard.press('Enter')
  await tablet.until('received', 2)
  const found = await stored(forum)
  assert.equal(found.map(({ text }) => text).join(' '), long)

  for (const nothing of ['\u00ad', '\u202e', '\ufe0f', '\u2800', ' ']) {
    await tablet.page.keyboard.insertText(nothing)
    await tablet.page.keyboard.press('Enter')
    await tablet.page.fill('.composer textarea', '')
  }
  await tablet.say('Соңғы')
  await tablet.until('received', 3)
  assert.equal((await stored(forum)).length, 3)
  await tablet.close()
})

test('four quick presses of undo withdraw nothing that the secretariat has', async () => {
  const tablet = await pairedTablet()
  await tablet.say(...saidFast)
  await tablet.until('received', 4)
  for (let presses = 0; presses < 4; presses++) await tablet.page.locator('.composer .actions > button').first().click()
  await tablet.page.locator('.ask-undo', { hasText: 'Бесінші' }).waitFor()
  await tablet.page.locator('.ask-undo button').last().click()
  await tablet.settled()
  assert.deepEqual((await stored(forum)).map(({ state }) => state), ['received', 'received', 'received', 'received'])
  await tablet.close()
})
