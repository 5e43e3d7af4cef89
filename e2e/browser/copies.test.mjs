// One session on two tablets by copying: its file, or the whole profile of the browser.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { api, assertStored } from './installation.mjs'
import { forum, look, newProxy, pairedTablet, session, test } from './scene.mjs'

const ofSession = async (rest) => (await api('GET', `/facilitation/forums/${forum.id}/sessions/${session.id}${rest}`)).items
const tally = async () => (await api('GET', `/facilitation/forums/${forum.id}/rounds/${session.round}/tally`)).items
const file = async (download) => ({ name: download.suggestedFilename(), mimeType: 'application/gzip', buffer: await readFile(await download.path()) })

/** Gives a file to the tablet and resolves with what it says of it. */
async function bringIn(tablet, file) {
  await tablet.page.setInputFiles('.choices input[type=file]', file)
  await tablet.page.waitForSelector('section > .note')
  return tablet.page.textContent('section > .note')
}

test('a session without a network goes to another tablet as a file, photos too: from there, and from both, once each', async () => {
  const tablet = await pairedTablet()
  await tablet.goOffline()
  await tablet.say('Бірінші', 'Екінші', 'Үшінші')
  await tablet.reword('Екінші', 'Түзетілген')
  await tablet.goTo('photos', '.photos input')
  await tablet.photograph('teal')
  await tablet.photograph('olive')
  await tablet.goTo('dots', '.hands li')
  await tablet.countHands(0, 2)
  await tablet.untilCounted(2)
  await tablet.goTo('session', '.choices input[type=file]')
  const [download] = await Promise.all([tablet.page.waitForEvent('download'), tablet.page.locator('.choices button').first().click()])
  const copy = await file(download)
  await tablet.page.waitForSelector('section > .note')
  await look(tablet.page, 'copy-saved')

  const other = await pairedTablet({ through: await newProxy() })
  await other.goOffline()
  await other.goTo('session', '.choices input[type=file]')
  assert.match(await bringIn(other, { ...copy, buffer: copy.buffer.subarray(0, -9) }), /бүлінген/)
  assert.deepEqual([await other.read('lines'), await other.read('photos')], [[], []])
  assert.match(await bringIn(other, copy), /3 жазба, 2 фото, .* 1 /)
  await look(other.page, 'copy-brought')
  await other.page.reload()
  await other.goTo('photos', '.photos li[data-state=saved] img')
  assert.equal(await other.page.locator('.photos li img').evaluateAll((all) => all.filter(({ naturalWidth }) => naturalWidth === 1600).length), 2)
  await other.goTo('ideas', '.composer textarea')
  await other.until('saved', 3)
  assert.deepEqual([await ofSession('/photos'), await tally()], [[], []])

  const arrived = async () => {
    const found = await assertStored(forum, ['Бірінші', 'Түзетілген', 'Үшінші'])
    assert.deepEqual(found.map(({ device_counter }) => device_counter), [1, 2, 3])
    assert.equal(found[1].version, 2)
    assert.deepEqual((await ofSession('/photos')).map(({ width, height }) => [width, height]), [[1600, 800], [1600, 800]])
    assert.deepEqual((await tally()).map(({ suggestion_id, dots }) => [suggestion_id, dots]), [[found[0].id, 2]])
  }
  await other.goOnline()
  await other.until('received', 3)
  await other.settled()
  await arrived()
  await tablet.goOnline() // it was not dead after all
  await tablet.goTo('ideas', '.composer textarea')
  await tablet.until('received', 3)
  await tablet.settled()
  await arrived()
  for (const one of [tablet, other]) {
    await one.goTo('session', '.choices input[type=file]')
    assert.match(await bringIn(one, copy), /бұрыннан бар/)
    await one.settled()
  }
  await arrived()
  await Promise.all([tablet.close(), other.close()])
})
