// One session on two tablets by copying: its file, or the whole profile of the browser.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { api, assertStored, stored } from './installation.mjs'
import { forum, look, newProxy, newTablet, pairedTablet, proxy, session, test } from './scene.mjs'

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

const numbered = (count) => Array.from({ length: count }, (_, i) => `Ұсыныс ${i + 1}`)

/** Puts a card into the first group, or into a new one. */
async function group(tablet, text, into = '.columns .group >> nth=0') {
  await tablet.page.locator('.card button', { hasText: new RegExp(`^${text}$`) }).click()
  await tablet.page.locator(into).locator('.here').click()
  await tablet.page.locator('.columns .group .card button', { hasText: new RegExp(`^${text}$`) }).waitFor()
}

/** The n-th recommendation of the report (from 0), taken from a suggestion if it is new; `fields`: who, until. */
async function recommend(tablet, n, [who, until]) {
  const one = tablet.page.locator('.recommendation').nth(n)
  if ((await tablet.page.locator('.recommendation').count()) === n) {
    await tablet.page.locator('.candidates li button').first().click()
    await one.locator('textarea:focus').waitFor()
  }
  if (who) await one.locator('input').first().fill(who)
  if (until) await one.locator('input').last().fill(until)
  const holds = (one) => one && (!who || one.who === who) && (!until || one.until === until)
  await tablet.untilStored('reports', ([row]) => holds((row?.mine ?? row?.server?.recommendations)?.[n]))
}

test('a profile copied in the middle of a session, work going on in both copies: nothing doubled, nothing lost', async () => {
  const tablet = await pairedTablet()
  await tablet.say(...numbered(5))
  await tablet.until('received', 5)
  await tablet.goTo('report', '.candidates li')
  await recommend(tablet, 0, ['Әкімдік', '2027 жыл'])
  await tablet.untilStored('reports', ([row]) => row.server?.recommendations[0]?.until === '2027 жыл' && !row.mine)
  await tablet.goOffline()
  await recommend(tablet, 1, ['Ортақ', '2028 жыл'])
  await tablet.goTo('ideas', '.composer textarea')
  await tablet.say(...numbered(10).slice(5))
  await tablet.reword('Ұсыныс 2', 'Түзетілген 2')
  await tablet.say('Ойланған')
  await tablet.goTo('photos', '.photos input')
  await tablet.photograph('teal')
  await tablet.goTo('dots', '.hands li')
  await tablet.countHands(0, 3)
  await tablet.untilCounted(3)
  await tablet.goTo('groups', '.card')
  await group(tablet, 'Ұсыныс 1', '.group.fresh')
  await tablet.kill()

  const copy = await newTablet({ copyOf: tablet, offline: true })
  await tablet.start({ offline: true })
  await Promise.all([tablet.open(), copy.open()])
  const both = [tablet, copy]

  // Lines: new ones with one counter, one line worded in both, one undone in the copy alone, one in each that never leaves.
  await copy.undo()
  await copy.until('withdrawn', 1)
  for (const [one, word] of [[tablet, 'түпнұсқада'], [copy, 'көшірмеде']]) {
    await one.say(`Тек ${word}`)
    await one.reword('Ұсыныс 3', `3 ${word}`) // it is on the server
    await one.reword('Ұсыныс 7', `7 ${word}`) // it is not yet
    await one.say('Қате')
    await one.undo()
    await one.shows('Қате')
  }
  // Everything else.
  await group(await at(tablet, 'groups', '.card'), 'Ұсыныс 4')
  await group(await at(copy, 'groups', '.card'), 'Ұсыныс 5')
  await recommend(await at(tablet, 'report', '.recommendation'), 0, ['Жол басқармасы'])
  await recommend(tablet, 2, ['Түпнұсқа', '2030 жыл'])
  await recommend(await at(copy, 'report', '.recommendation'), 0, ['', '2029 жыл'])
  await recommend(copy, 2, ['Көшірме', '2031 жыл'])
  await (await at(tablet, 'photos', '.photos input')).photograph('olive')
  await (await at(copy, 'photos', '.photos input')).photograph('maroon')
  await (await at(tablet, 'dots', '.hands li')).countHands(1, 2)
  await tablet.untilCounted(5)
  await (await at(copy, 'dots', '.hands li')).countHands(2, 1)
  await copy.untilCounted(4)

  proxy.down = false // both run through the one proxy, as both have the one address in their worker
  await Promise.all(both.map((one) => one.goOnline()))
  for (const one of both) await one.untilStored('lines', (lines) => lines.find(({ text }) => text === 'Ойланған').server?.withdrawn) // the undo is heard of
  await Promise.all(both.map((one) => one.settled()))
  const found = await stored(forum)
  const now = found.map(({ text, state }) => (state === 'withdrawn' ? `(${text})` : text))
  const [three, seven] = [now[2], now[6]]
  assert.ok(['3 түпнұсқада', '3 көшірмеде'].includes(three) && ['7 түпнұсқада', '7 көшірмеде'].includes(seven), `${three}, ${seven}`)
  assert.deepEqual(now.slice(0, 10), numbered(10).with(1, 'Түзетілген 2').with(2, three).with(6, seven))
  assert.deepEqual(now.slice(10).toSorted(), ['(Ойланған)', 'Тек көшірмеде', 'Тек түпнұсқада'])
  assert.equal(found[1].version, 2, 'one edit, told by both, is one edit')
  assert.equal(new Set(found.filter(({ text }) => text.startsWith('Тек')).map((one) => `${one.device_id} ${one.device_counter}`)).size, 1, 'the copies did not count alike, so this proves nothing')

  // Of what was worded in both the one that came second shows both, and a person chooses: no wording is lost.
  const asked = []
  for (const one of both) {
    await one.goTo('ideas', '.composer textarea')
    const open = (await one.read('lines')).filter(({ newer }) => newer).length
    await one.page.waitForFunction((open) => document.querySelectorAll('.wordings').length === open, open)
    for (const wordings of await one.page.locator('.wordings').all()) asked.push(...(await wordings.locator('p').allTextContents()))
  }
  assert.deepEqual(asked.toSorted(), ['3 көшірмеде', '3 түпнұсқада', '7 көшірмеде', '7 түпнұсқада'])
  for (const one of both) for (let left = await one.page.locator('.wordings').count(); left > 0; left--) {
    await one.page.locator('.wordings').first().getByRole('button').first().click()
    await one.page.waitForFunction((left) => document.querySelectorAll('.wordings').length < left, left)
  }
  await Promise.all(both.map((one) => one.settled()))
  assert.deepEqual((await stored(forum)).flatMap(({ text }) => (/^[37] /.test(text) ? [text] : [])).sort(), [three, seven].map((text) => asked.find((other) => other[0] === text[0] && other !== text)))

  assert.equal((await ofSession('/photos')).length, 3)
  const numberOf = new Map(found.map(({ id, number }) => [id, number]))
  assert.deepEqual(new Map((await tally()).map(({ suggestion_id, dots }) => [numberOf.get(suggestion_id), dots])), new Map([[1, 3], [2, 2], [3, 1]]))
  const groups = await ofSession('/groups')
  assert.deepEqual(groups.map(({ suggestion_ids }) => suggestion_ids.map((id) => numberOf.get(id)).sort()), [[1, 4, 5]])
  const report = (await api('GET', `/facilitation/forums/${forum.id}/sessions/${session.id}/report`)).recommendations
  assert.deepEqual(report.map(({ who, until }) => `${who}: ${until}`).sort(), ['Жол басқармасы: 2029 жыл', 'Көшірме: 2031 жыл', 'Ортақ: 2028 жыл', 'Түпнұсқа: 2030 жыл'])

  // Both show what the server has.
  const texts = (await stored(forum)).map(({ id, text, state }) => [id, text, state === 'withdrawn']).sort()
  const shown = ({ id, text, server, withdrawn }) => (server ? [[id, text, withdrawn]] : [])
  for (const one of both) {
    await one.untilStored('lines', (lines) => JSON.stringify(lines.flatMap(shown).sort()) === JSON.stringify(texts))
    await one.untilStored('marks', (marks) => marks.reduce((sum, { value }) => sum + value, 0) === 6)
    await one.untilStored('groups', (rows) => rows.length === 1 && rows[0].server.suggestion_ids.length === 3)
    await one.untilStored('reports', ([row]) => row.server.recommendations.length === 4 && !row.mine && !row.newer)
  }
  await Promise.all(both.map((one) => one.close()))
})

async function at(tablet, view, selector) {
  await tablet.goTo(view, selector)
  return tablet
}
