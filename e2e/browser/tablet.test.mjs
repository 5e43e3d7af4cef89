// The yurt tablet in a real browser against a real server: what a facilitator captured is never lost and never doubled.
import assert from 'node:assert/strict'
import { api, assertStored, newSession, origin, pairingCode, stored } from './installation.mjs'
import { forum, newProxy, newTablet, pairedTablet, proxy, session, test } from './scene.mjs'

const voted = async () => (await api('GET', `/facilitation/forums/${forum.id}/rounds/${session.round}/tally`)).items
const photos = async () => (await api('GET', `/facilitation/forums/${forum.id}/sessions/${session.id}/photos`)).items
const numbered = (count, word = 'Ұсыныс') => Array.from({ length: count }, (_, i) => `${word} ${i + 1}`)

test('captured, voted and photographed offline, the browser killed, started again offline: all there; online: all received exactly once and in order', async () => {
  let tablet = await pairedTablet()
  await tablet.goOffline()
  await tablet.page.reload()
  await tablet.page.waitForFunction(() => document.activeElement?.matches('.composer textarea')) // ready to type, without a touch

  await tablet.say(...numbered(50))
  await tablet.reword('Ұсыныс 3', 'Түзетілген 3')
  await tablet.reword('Ұсыныс 17', 'Артық түзету')
  await tablet.undo()
  await tablet.shows('Ұсыныс 17')
  await tablet.say('Қате')
  await tablet.undo()
  await tablet.until('withdrawn', 1)
  await tablet.page.keyboard.type('Жартылай')
  await tablet.draftIs('Жартылай')
  const before = await tablet.until('saved', 50)
  assert.ok(before.slice(0, 50).every((line) => line.state === 'saved' && line.mark.includes('осы планшетте сақталды')))
  await tablet.goTo('photos', '.photos input')
  await tablet.photograph('teal')
  await tablet.goTo('dots', '.hands li')
  await tablet.countHands(0, 3)
  await tablet.countHands(2, 2)
  await tablet.untilCounted(5)

  await tablet.kill()
  await tablet.start({ offline: true })
  await tablet.page.goto(`${proxy.origin}/t/#photos`)
  await tablet.page.locator('.photos li[data-state=saved] img').waitFor()
  await tablet.goTo('dots', '.hands li')
  assert.equal(await tablet.handsFor(0), '3')
  assert.equal(await tablet.handsFor(2), '2')
  await tablet.open()
  assert.deepEqual(await tablet.until('saved', 50), before)
  await tablet.page.waitForFunction(() => document.querySelector('.composer textarea').value === 'Жартылай')
  assert.deepEqual(await stored(forum), [])
  assert.deepEqual(await voted(), [])
  assert.deepEqual(await photos(), [])

  let n = 0
  proxy.fault = () => ['twice', 'drop'][n++ % 2]
  await tablet.goOnline()
  await tablet.until('received', 50)
  await tablet.settled()
  const found = await assertStored(forum, numbered(50).with(2, 'Түзетілген 3'))
  assert.deepEqual(found.map((suggestion) => suggestion.original_text), numbered(50))
  assert.deepEqual(found.map((suggestion) => suggestion.device_counter), found.map((_, i) => i + 1))
  assert.equal(found[16].version, 1, 'an edit that was undone offline never leaves the tablet')
  const shown = new Map((await tablet.lines()).map((line) => [line.id, line.mark]))
  for (const { id, number } of found) assert.match(shown.get(id), new RegExp(`хатшылыққа түсті · №\\s${number}\\b`))
  assert.deepEqual(new Map((await voted()).map((item) => [item.suggestion_id, item.dots])), new Map([[found[0].id, 3], [found[2].id, 2]]))
  assert.deepEqual((await photos()).map(({ width, height }) => [width, height]), [[1600, 800]])
  assert.ok(proxy.happened.drop > 2 && proxy.happened.twice > 2, 'too few requests met a fault')
  await tablet.goTo('photos', '.photos li[data-state=received]')
  await tablet.network('online')
  await tablet.close()
})

test('two tablets of a yurt see each other’s lines', async () => {
  const [left, right] = await Promise.all([pairedTablet(), pairedTablet({ through: await newProxy() })])
  await Promise.all([left.say(...numbered(10, 'Сол')), right.say(...numbered(10, 'Оң'))])
  await Promise.all([left.until('received', 20), right.until('received', 20)])

  const found = await stored(forum)
  assert.equal(found.length, 20)
  const saidBy = (word) => found.map((suggestion) => suggestion.text).filter((text) => text.startsWith(word))
  assert.deepEqual(saidBy('Сол'), numbered(10, 'Сол'))
  assert.deepEqual(saidBy('Оң'), numbered(10, 'Оң'))
  for (const tablet of [left, right]) {
    const ids = (await tablet.lines()).map((line) => line.id)
    assert.deepEqual(ids.toSorted(), found.map((suggestion) => suggestion.id).toSorted())
  }
  await Promise.all([left.close(), right.close()])
})

test('the time of a round is one on both tablets, whoever moves it', async () => {
  const [left, right] = await Promise.all([pairedTablet(), pairedTablet({ through: await newProxy() })])
  await left.page.click('button.figure')
  await left.page.locator('.timer button').click() // starts the 15 minutes that are planned
  await right.page.waitForSelector('[role=timer]')
  const end = async () => Date.parse((await api('GET', `${session.path}/rounds`)).items[0].ends_at)
  const planned = await end()
  await right.page.click('button.figure')
  await right.page.locator('.timer button').nth(1).click() // +5
  await left.page.waitForFunction(() => parseInt(document.querySelector('[role=timer]').textContent) >= 18)
  assert.equal((await end()) - planned, 5 * 60_000)
  await Promise.all([left.close(), right.close()])
})

test('a step taken offline survives a reload; once online the session follows, and the second tablet with it', async () => {
  const led = await newSession(forum, 4, 'brainstorm')
  const [left, right] = await Promise.all([pairedTablet({ to: led }), pairedTablet({ to: led, through: await newProxy() })])
  const running = async () => (await api('GET', `${led.path}/rounds`)).items.filter(({ state }) => state === 'running').map(({ id }) => id)
  const step = (tablet, number) => tablet.page.locator('.step-number', { hasText: new RegExp(`^${number} /`) }).waitFor()
  await left.page.click('.step-next')
  await right.page.waitForSelector('[role=timer]') // it runs there, too
  assert.deepEqual(await running(), [led.rounds[0].id])

  await left.goOffline()
  for (const number of [2, 3, 4]) {
    await left.page.click('.step-next')
    await step(left, number)
  }
  await left.page.reload()
  await step(left, 4)
  await left.goTo('ideas', '.composer textarea')
  await left.say('Жолда айтылды')
  assert.deepEqual(await running(), [led.rounds[0].id])

  let n = 0
  proxy.fault = ({ path }) => (path.endsWith('/start') ? ['twice', 'drop'][n++ % 2] : undefined)
  await left.goOnline()
  await step(right, 4)
  await right.shows('Жолда айтылды')
  await left.settled()
  await step(left, 4)
  assert.deepEqual(await running(), [led.rounds[3].id])
  const [said] = await stored(forum)
  assert.equal(said.round_id, led.rounds[3].id)
  assert.equal(await left.page.locator('.step-apart').count(), 0)
  assert.ok(proxy.happened.twice > 0 && proxy.happened.drop > 0)
  await Promise.all([left.close(), right.close()])
})

test('one line worded on two tablets offline: both wordings are shown and a person chooses', async () => {
  const [left, right] = await Promise.all([pairedTablet(), pairedTablet({ through: await newProxy() })])
  await left.say('Жол салу')
  await Promise.all([left.until('received', 1), right.until('received', 1)])
  await Promise.all([left.goOffline(), right.goOffline()])
  await left.reword('Жол салу', 'Жаңа жол салу')
  await right.reword('Жол салу', 'Жолды жөндеу')
  await left.goOnline()
  await left.settled()
  await right.goOnline()

  const wordings = right.page.locator('.wordings')
  await wordings.waitFor()
  assert.deepEqual(await wordings.locator('p').allTextContents(), ['Жолды жөндеу', 'Жаңа жол салу'])
  await assertStored(forum, ['Жаңа жол салу'])
  await wordings.getByRole('button').first().click()
  await left.shows('Жолды жөндеу')
  await assertStored(forum, ['Жолды жөндеу'])
  await Promise.all([left.close(), right.close()])
})

/** Requests are delivered twice, answers are lost after the server has committed, requests never arrive, answers come late: 30 lines, edits and an undo. */
async function throughABadNetwork(tablet) {
  let typed
  const late = new Promise((resolve) => (typed = resolve))
  const plan = ['twice', 503, 'drop', late, 'cut', 'twice', 'drop', undefined]
  let n = 0
  proxy.fault = ({ path }) => (path.startsWith('/api/facilitation/') ? plan[n++ % plan.length] : undefined)
  await tablet.say(...numbered(30))
  typed()
  await tablet.until('received', 30)
  await tablet.reword('Ұсыныс 5', 'Түзетілген 5')
  await tablet.say('Қате')
  await tablet.undo()
  await tablet.reword('Ұсыныс 6', 'Түзетілген 6')
  await tablet.until('withdrawn', 1)
  await tablet.settled()
  for (const [what, times] of Object.entries(proxy.happened)) assert.ok(times > 0, `no request met the fault “${what}”`)
  const found = (await stored(forum)).filter((suggestion) => suggestion.state !== 'withdrawn')
  assert.deepEqual(found.map((suggestion) => suggestion.text), numbered(30).with(4, 'Түзетілген 5').with(5, 'Түзетілген 6'))
  assert.deepEqual(found.slice(4, 6).map((suggestion) => suggestion.version), [2, 2], 'an edit was counted twice')
}

test('lost answers, repeated, refused and late requests: exactly once all the same', async () => {
  const tablet = await pairedTablet()
  await throughABadNetwork(tablet)
  await tablet.close()
})

test('control: with a server that does not know repetitions the same run fails', async () => {
  const tablet = await pairedTablet()
  proxy.forgetful = true
  tablet.context.setDefaultTimeout(10_000) // its screen, too, has lines too many: the wait for 30 is in vain
  await assert.rejects(throughABadNetwork(tablet))
  const texts = (await stored(forum)).map((suggestion) => suggestion.text)
  assert.ok(texts.length > new Set(texts).size, 'the control has doubled nothing, so the test above proves nothing')
})

test('a pairing whose answer was lost is made by pressing again', async () => {
  const tablet = await newTablet()
  proxy.fault = ({ path }) => (path.endsWith('/redeem') && !proxy.happened.cut ? 'cut' : undefined)
  await tablet.page.goto(`${proxy.origin}/t/#pair=${await pairingCode(session)}`)
  await tablet.page.waitForSelector('#trouble:not(:empty)')
  await tablet.page.click('.primary')
  await tablet.page.waitForSelector('.composer textarea')
  await tablet.say('Бірінші')
  await tablet.until('received', 1)
  await tablet.close()
})

test('a revoked tablet keeps its lines, and sends them once it is paired again', async () => {
  const tablet = await pairedTablet()
  await tablet.say('Бірінші')
  await tablet.until('received', 1)
  const { items } = await api('GET', `/sessions/forums/${forum.id}/devices`)
  await api('DELETE', `/sessions/forums/${forum.id}/devices/${items[0].id}`)
  await refused(await tablet.token())

  await tablet.say('Екінші', 'Үшінші')
  await tablet.network('revoked')
  await tablet.page.reload()
  await tablet.network('revoked')
  await tablet.until('saved', 2)
  await assertStored(forum, ['Бірінші'])

  await tablet.pair(await pairingCode(session))
  await tablet.until('received', 3)
  await assertStored(forum, ['Бірінші', 'Екінші', 'Үшінші'])
  await tablet.close()
})

/** Resolves when every service has heard that the tablet is revoked. */
async function refused(token) {
  const headers = { Authorization: `Bearer ${token}` }
  while ((await fetch(`${origin}/api/facilitation/forums/${forum.id}/suggestions`, { headers })).status !== 401);
}

test('paired to another session: what waits for the old one stays visible and arrives there', async () => {
  const next = await newSession(forum, 4)
  const tablet = await pairedTablet()
  await tablet.say('Ескі бірінші')
  await tablet.until('received', 1)
  proxy.fault = ({ path }) => (path.startsWith('/api/facilitation/') ? 503 : undefined)
  await tablet.say('Ескі екінші')
  await tablet.reword('Ескі бірінші', 'Ескі түзетілген')

  await tablet.pair(await pairingCode(next))
  const earlier = tablet.page.locator('.earlier')
  await earlier.locator('summary').click()
  await earlier.locator('.text', { hasText: 'Ескі түзетілген' }).waitFor()
  await earlier.locator('.text', { hasText: 'Ескі екінші' }).waitFor()
  await tablet.say('Жаңа бірінші')

  proxy.fault = () => undefined
  await tablet.settled()
  await earlier.waitFor({ state: 'detached' })
  const found = await assertStored(forum, ['Ескі түзетілген', 'Ескі екінші', 'Жаңа бірінші'])
  assert.deepEqual(found.map((suggestion) => suggestion.session_id), [session.id, session.id, next.id])
  await tablet.close()
})

test('an edit of an earlier session that the server did not take stays visible until a person chooses', async () => {
  const tablet = await pairedTablet()
  await tablet.say('Жол салу')
  await tablet.until('received', 1)
  await tablet.goOffline()
  await tablet.reword('Жол салу', 'Біздің жол')
  const [{ id }] = await stored(forum)
  const edit = { text: 'Хатшылық жолы', language: 'kk', base_version: 1, edit_id: crypto.randomUUID() }
  await api('POST', `/facilitation/forums/${forum.id}/suggestions/${id}/reword`, edit)
  proxy.fault = ({ path }) => (path.startsWith('/api/facilitation/') ? 503 : undefined)
  await tablet.goOnline()
  await tablet.pair(await pairingCode(await newSession(forum, 4)))
  proxy.fault = () => undefined

  const wordings = tablet.page.locator('.earlier .wordings')
  await wordings.waitFor()
  assert.deepEqual(await wordings.locator('p').allTextContents(), ['Біздің жол', 'Хатшылық жолы'])
  await wordings.getByRole('button').first().click()
  await tablet.page.locator('.earlier').waitFor({ state: 'detached' })
  await assertStored(forum, ['Біздің жол'])
  await tablet.close()
})
