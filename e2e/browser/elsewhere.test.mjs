// A tablet that was paired elsewhere with words of the old place on it: they go to where they were said, or the tablet says what frees them.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { api, assertStored, newForum, newSession, pairingCode, stored } from './installation.mjs'
import { forum, look, newProxy, newTablet, pairedTablet, proxy, session, test } from './scene.mjs'

const texts = async (of) => (await stored(of)).map(({ text, session_id }) => [text, session_id])
const down = ({ path }) => (path.startsWith('/api/facilitation/') ? 503 : undefined)

/** A tablet with a line that has not left it, paired to another forum since. */
async function movedOn() {
  const other = await newForum()
  const there = await newSession(other, 5)
  const tablet = await pairedTablet()
  proxy.fault = down
  await tablet.say('Ескі форумда айтылды')
  await tablet.page.keyboard.type('Ескі нобай')
  await tablet.draftIs('Ескі нобай')
  return { tablet, other, there }
}

test('a line unsent in one forum goes there although the tablet is in another now; the draft waits where it was begun', async () => {
  const { tablet, other, there } = await movedOn()
  await tablet.pair(await pairingCode(there))
  await tablet.page.waitForFunction(() => document.querySelector('.composer textarea')?.value === '')
  await tablet.say('Жаңа форумда айтылды')
  proxy.fault = () => undefined
  await tablet.settled()
  await tablet.network('online')
  assert.deepEqual(await texts(forum), [['Ескі форумда айтылды', session.id]])
  assert.deepEqual(await texts(other), [['Жаңа форумда айтылды', there.id]])
  await tablet.pair(await pairingCode(session))
  await tablet.page.waitForFunction(() => document.querySelector('.composer textarea')?.value === 'Ескі нобай')
  await tablet.close()
})

test('the old forum has shut the tablet out: it says so, a file carries the line on, and the hand-over ends', async () => {
  const { tablet, other, there } = await movedOn()
  const { items } = await api('GET', `/sessions/forums/${forum.id}/devices`)
  await tablet.pair(await pairingCode(there))
  await api('DELETE', `/sessions/forums/${forum.id}/devices/${items[0].id}`)
  proxy.fault = () => undefined
  const told = tablet.page.locator('.stranded')
  await told.waitFor()
  assert.match(await told.textContent(), /Сынақ форумы/)
  await tablet.network('online')
  await tablet.say('Жаңа форумда айтылды')
  await tablet.until('received', 1)
  await look(tablet.page, 'stranded')
  await tablet.goTo('session', '.choices input[type=file]')
  const [download] = await Promise.all([tablet.page.waitForEvent('download'), tablet.page.locator('.choices button').first().click()])
  const copy = { name: download.suggestedFilename(), mimeType: 'application/gzip', buffer: await readFile(await download.path()) }

  const helper = await newTablet({ through: await newProxy() })
  await helper.pair(await pairingCode(session))
  await helper.goTo('session', '.choices input[type=file]')
  await helper.page.setInputFiles('.choices input[type=file]', copy)
  await helper.page.waitForSelector('section > .note')
  await helper.settled()
  assert.deepEqual(await texts(forum), [['Ескі форумда айтылды', session.id]])
  assert.deepEqual(await texts(other), [['Жаңа форумда айтылды', there.id]])

  await tablet.page.getByRole('button', { name: 'Бұл планшет енді керек емес' }).click()
  await tablet.page.getByRole('button', { name: 'Планшетті тапсыру' }).click()
  await tablet.page.goto(`${proxy.origin}/t/#`)
  await tablet.page.getByRole('button', { name: 'Тапсыру, жазбалар осында қалады' }).waitFor()
  await look(tablet.page, 'handover-stays')
  await tablet.page.getByRole('button', { name: 'Тапсыру, жазбалар осында қалады' }).click()
  await tablet.page.getByRole('heading', { name: 'Планшет тапсырылды' }).waitFor()
  await look(tablet.page, 'handover-left')

  await tablet.pair(await pairingCode(session)) // a code of the old forum: the line is there already, and is known
  await tablet.settled()
  await assertStored(forum, ['Ескі форумда айтылды'])
  await tablet.close()
  await helper.close()
})

test('a line edited here while it was withdrawn elsewhere: both are shown, "bring back" sends the words that are seen', async () => {
  const [left, right] = await Promise.all([pairedTablet(), pairedTablet({ through: await newProxy() })])
  await left.say('Жол салу')
  await Promise.all([left.until('received', 1), right.until('received', 1)])
  await right.goOffline()
  await right.reword('Жол салу', 'Жолды жөндеу')
  await left.undo()
  await left.until('withdrawn', 1)
  await left.settled()
  await right.goOnline()
  const wordings = right.page.locator('.wordings')
  await wordings.waitFor()
  assert.deepEqual(await wordings.locator('p').allTextContents(), ['Жолды жөндеу', 'Жол салу'])
  await look(right.page, 'withdrawn-elsewhere')
  await wordings.getByRole('button').first().click()
  await left.shows('Жолды жөндеу')
  await assertStored(forum, ['Жолды жөндеу'])
  await Promise.all([left.close(), right.close()])
})
