// What stands aside of the list in a real browser: photos, questions of the secretariat, who speaks, and handing over.
import assert from 'node:assert/strict'
import { api, assertStored, newSession, origin, pairingCode, stored } from './installation.mjs'
import { onScreen, printed, seeing } from './camera.mjs'
import { launch } from './chromium.mjs'
import { atTheEnd, forum, look, newProxy, newTablet, pairedTablet, proxy, session, test } from './scene.mjs'

/** A desk of the organiser, at one page of the forum. */
async function openDesk(page) {
  const browser = await launch()
  atTheEnd(() => browser.close())
  const context = await browser.newContext({ locale: 'ru', viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' })
  context.setDefaultTimeout(40_000)
  await context.addInitScript(() => localStorage.setItem('shanyraq.language', 'ru'))
  const desk = await context.newPage()
  await desk.goto(`${origin}/desk/forums/${forum.id}/${page}`)
  await desk.fill('input[name=login]', process.env.SHANYRAQ_LOGIN)
  await desk.fill('input[name=password]', process.env.SHANYRAQ_PASSWORD)
  await desk.keyboard.press('Enter')
  await desk.waitForSelector('.pages')
  return desk
}

/** Asks again until it is true, also of a page that is being reloaded (waitForFunction can neither wait for a promise nor be sure of that). */
async function eventually(page, holds) {
  const deadline = Date.now() + 40_000
  while (!(await page.evaluate(holds).catch(() => false))) assert.ok(Date.now() < deadline, `waited in vain: ${holds}`)
}

const waits = (page) => page.evaluate(async () => (await navigator.serviceWorker.getRegistration('/t/')).waiting !== null)

/** Runs in the page: it asks without a pause, the server and for its own parts, and notes a take-over where opening anew does not wipe it out. */
function askForever() {
  globalThis.before = true
  navigator.serviceWorker.addEventListener('controllerchange', () => (sessionStorage.tookOver = 'yes'))
  const part = document.querySelector('link[rel=stylesheet]').href
  for (const path of ['/api/', '/api/', part, part]) void (async () => { for (;;) await fetch(path).catch(() => {}) })()
}

const errandsDone = (tablet) => tablet.untilStored('errands', (errands) => errands.length === 0)

test('photos taken offline survive a dead battery and are stored once each, after the texts', async () => {
  const tablet = await pairedTablet()
  await tablet.goOffline()
  await tablet.say('Флипчартта жазылған')
  await tablet.page.click('.tabs a[href="#photos"]')
  for (const colour of ['teal', 'orange']) await tablet.photograph(colour)
  await tablet.page.locator('.photos li').nth(1).waitFor()
  await look(tablet.page, 'photos-offline')
  await tablet.page.locator('.photos li .danger').first().click() // by mistake
  await tablet.page.locator('.photos .removed button').click()
  await tablet.page.locator('.photos li').nth(1).waitFor()
  await tablet.kill()

  await tablet.start({ offline: true })
  await tablet.page.goto(`${proxy.origin}/t/#photos`)
  await tablet.page.locator('.photos li').nth(1).waitFor()
  let lost = 0
  proxy.fault = ({ method }) => (method === 'PUT' && lost++ === 0 ? 'drop' : undefined) // stored, but the tablet does not learn it
  await tablet.goOnline()
  await tablet.page.locator('.photos li[data-state=received]').nth(1).waitFor()
  assert.ok(lost > 2, 'no answer was lost')
  await errandsDone(tablet)
  await assertStored(forum, ['Флипчартта жазылған'])
  const list = `/facilitation/forums/${forum.id}/sessions/${session.id}/photos`
  const { items } = await api('GET', list)
  assert.deepEqual(items.map(({ width, height }) => `${width}×${height}`), ['1600×800', '1600×800'])
  await look(tablet.page, 'photos-received')

  const desk = await openDesk(`photos/${session.id}`)
  await desk.locator('.photos button img[src]').nth(1).waitFor()
  await look(desk, 'desk-photos')
  await desk.locator('.photos button').first().click()
  await desk.locator('dialog img[src]').waitFor()
  const shown = () => desk.locator('dialog').getAttribute('aria-label')
  const first = await shown()
  await desk.keyboard.press('ArrowRight')
  assert.notEqual(await shown(), first)
  await look(desk, 'desk-photo')
  await desk.keyboard.press('Escape')
  await desk.locator('dialog').waitFor({ state: 'detached' })

  await tablet.page.locator('.photos li .danger').first().click()
  await errandsDone(tablet)
  assert.equal((await api('GET', list)).items.length, 1)
  await desk.waitForFunction(() => document.querySelectorAll('.photos > li').length === 1)
  await tablet.close()
})

test('the secretariat asks at the desk, the yurt answers offline, the answer returns beside the suggestion', async () => {
  const tablet = await pairedTablet()
  await tablet.say('Ондағы жол нашар')
  await tablet.until('received', 1)
  const desk = await openDesk('consolidate')
  const card = desk.locator('.proposal', { hasText: 'Ондағы жол нашар' })
  await card.getByRole('button', { name: 'Спросить юрту' }).click()
  await card.locator('textarea').fill('Қай жол туралы айтылды?')
  await look(desk, 'desk-asking')
  await desk.keyboard.press('Control+Enter')
  await card.locator('.sure .primary').click() // what is sent does not come back: asked first
  await card.locator('.asked-back [data-state=open], .asked-back > li').first().waitFor()

  await tablet.page.locator('.strip.asked', { hasText: 'Қай жол' }).waitFor()
  await tablet.page.locator('.line .question-asked', { hasText: 'Қай жол' }).waitFor()
  assert.ok(await tablet.page.evaluate(() => document.activeElement.matches('.composer textarea')), 'the question takes nothing away from who is typing')
  await look(tablet.page, 'question')
  await tablet.goOffline()
  await tablet.page.locator('.strip.asked button').click()
  await tablet.page.keyboard.type('Абай көше')
  await tablet.untilStored('clarifications', ([asked]) => asked.draft === 'Абай көше')
  await tablet.page.reload() // a call, a dead battery: what was begun is there
  await tablet.page.waitForFunction(() => document.querySelector('.strip.asked textarea')?.value === 'Абай көше')
  await tablet.page.locator('.strip.asked textarea').focus()
  await tablet.page.keyboard.press('End')
  await tablet.page.keyboard.type('сі')
  await look(tablet.page, 'answering')
  await tablet.page.keyboard.press('Enter')
  await tablet.page.locator('.strip.asked').waitFor({ state: 'detached' })
  await tablet.page.locator('.line .question-asked[data-state=answered]').waitFor()

  await tablet.goOnline()
  await card.locator('.asked-back q', { hasText: 'Абай көшесі' }).waitFor()
  await desk.locator('.asked-notice [role=status]', { hasText: 'Абай көшесі' }).waitFor()
  await look(desk, 'desk-answered')
  await errandsDone(tablet)
  const { items } = await api('GET', `/facilitation/forums/${forum.id}/clarifications`)
  assert.deepEqual(items.map(({ state, answer }) => [state, answer]), [['answered', 'Абай көшесі']])
  await tablet.close()
})

test('who speaks: by the list, by a badge while there is no network, anonymously, and later on a line', async () => {
  const register = async (name) => (await api('POST', `/sessions/forums/${forum.id}/participants`, { name, language: 'kk' })).id
  const [aigul, bolat, saule] = [await register('Айгүл Сейітқызы'), await register('Болат Ахметов'), await register('Сәуле Қасымова')]
  const consent = { scope: 'processing', text_version: '2026-11', given: true }
  for (const id of [bolat, saule]) await api('POST', `/sessions/forums/${forum.id}/participants/${id}/consents`, consent) // Aigul is asked in the yurt
  const desk = await openDesk('people') // the registration table gives a seat
  const seat = desk.locator('.rows > li', { hasText: 'Айгүл' }).locator('.seats select')
  await seat.focus() // the choice is filled when somebody turns to it
  await seat.selectOption(session.id)
  await desk.locator('.rows > li', { hasText: 'Айгүл' }).locator('.seats .button').waitFor()
  await look(desk, 'desk-people')
  await api('PUT', `${session.path}/participants/${bolat}`)
  const tablet = await pairedTablet({ flags: seeing(printed(`SHQP1.${saule.replaceAll('-', '').toUpperCase()}`)) })
  const { page } = tablet
  const person = (name) => page.locator('.speaker li > button:first-child', { hasText: name })
  await tablet.untilStored('people', (people) => people.length === 2)
  assert.deepEqual((await tablet.read('people')).map(({ name }) => name).toSorted(), ['Айгүл Сейітқызы', 'Болат Ахметов'], 'a tablet knows its own session only')

  await tablet.say('Ешкімнің сөзі')
  await page.click('.speaker-button')
  await person('Айгүл').waitFor()
  await look(page, 'speaker')
  await person('Айгүл').click()
  await page.locator('.speaker .consent p', { hasText: 'келісім беремін' }).waitFor()
  await look(page, 'speaker-consent')
  await page.locator('.speaker .consent button').first().click()
  await page.waitForFunction(() => document.activeElement.matches('.composer textarea')) // one types on at once
  await page.locator('.composer .author', { hasText: 'Айгүл Сейітқызы' }).waitFor() // seen before Enter
  await tablet.say('Айгүлдің сөзі', 'Айгүлдің екінші сөзі')
  await page.click('.speaker-button')
  await page.locator('.speaker ul').nth(1).waitFor() // who has spoken stands apart
  assert.deepEqual(await page.locator('.speaker ul').first().locator('li > button:first-child').allTextContents(), ['Болат Ахметов '])
  await page.locator('.speaker li .quiet').first().click() // Bolat passes: the second turn begins
  await page.locator('.speaker > p', { hasText: '2' }).waitFor()

  await tablet.goOffline()
  await page.locator('.speaker [aria-expanded]').click()
  await page.locator('.speaker').waitFor({ state: 'detached' })
  await tablet.say('Сәуленің сөзі')
  await tablet.goOnline()
  await tablet.settled()
  await errandsDone(tablet)
  await page.locator('.composer .author', { hasText: 'Сәуле' }).waitFor() // the server has told the name
  await page.reload()
  await page.locator('.composer .author', { hasText: 'анонимді' }).waitFor() // the app is opened anew: nobody speaks
  await tablet.say('Қайта ашқандағы сөз')
  await page.click('.speaker-button')
  await person('Айгүл').click()
  await page.locator('.composer .author', { hasText: 'Айгүл' }).waitFor()
  await api('POST', `${session.path}/rounds/${session.round}/start`, {})
  await page.locator('.composer .author', { hasText: 'анонимді' }).waitFor() // another conversation
  await tablet.say('Жаңа раундтағы сөз')
  await tablet.settled()

  await page.locator('.line button.text', { hasText: 'Ешкімнің сөзі' }).click()
  await page.locator('.editor [aria-expanded]').click()
  await page.locator('.editor .speaker li > button:first-child', { hasText: 'Болат' }).click()
  await page.waitForFunction(() => document.activeElement.matches('.editor textarea'))
  await page.keyboard.press('Escape')
  await errandsDone(tablet)
  const { items: agreed } = await api('GET', `/sessions/forums/${forum.id}/participants/${aigul}/consents`)
  assert.deepEqual(agreed.map(({ scope, language, given, words }) => [scope, language, given, words.includes('келісім беремін')]), [['processing', 'kk', true, true]])
  const found = await stored(forum)
  assert.deepEqual(found.map(({ text, author_id }) => [text, author_id]), [
    ['Ешкімнің сөзі', bolat],
    ['Айгүлдің сөзі', aigul],
    ['Айгүлдің екінші сөзі', aigul],
    ['Сәуленің сөзі', saule],
    ['Қайта ашқандағы сөз', ''],
    ['Жаңа раундтағы сөз', ''],
  ])
  await page.locator('.line .mark', { hasText: 'Болат' }).waitFor()
  await look(page, 'authors')

  await tablet.pair(await pairingCode(await newSession(forum, 5)))
  await tablet.untilStored('people', (people) => people.length === 0)
  assert.equal(await page.locator('.composer .author').isVisible(), false, 'nobody of the other yurt can be chosen')
  await tablet.close()
})

/** A browser that hears what the test says. */
const ears = () => {
  globalThis.SpeechRecognition = class {
    start() {
      globalThis.speak = (transcript, isFinal) => this.onresult({ resultIndex: 0, results: [Object.assign([{ transcript }], { isFinal })] })
      globalThis.heardIn = this.lang
    }
    abort() {}
  }
}

test('dictation is off until it is agreed to, speaks the language of the field, and sends nothing by itself', async () => {
  const tablet = await pairedTablet({ before: ears })
  const { page } = tablet
  await page.click('.dictate')
  await page.locator('.dictation .button').first().waitFor()
  await look(page, 'dictation')
  assert.equal(await page.evaluate(() => typeof globalThis.speak), 'undefined', 'it listens before anybody has agreed')
  await page.locator('.dictation .button').first().click()
  await page.waitForFunction(() => globalThis.speak)
  assert.equal(await page.evaluate(() => globalThis.heardIn), 'kk-KZ')
  await page.evaluate(() => globalThis.speak('көшеге', false))
  await page.locator('.dictation [role=status]', { hasText: 'көшеге' }).waitFor()
  await page.evaluate(() => globalThis.speak('көшеге жарық', true))
  await page.waitForFunction(() => document.querySelector('.composer textarea').value === 'көшеге жарық')
  await page.evaluate(() => globalThis.speak('керек', true))
  await tablet.draftIs('көшеге жарық керек')
  assert.equal((await tablet.read('lines')).length, 0)
  await page.locator('.dictation .quiet').click()
  await page.waitForFunction(() => document.activeElement.matches('.composer textarea'))
  await page.keyboard.press('Enter')
  await tablet.shows('көшеге жарық керек')
  await tablet.close()
})

test('handed over by a code from the tablet itself; the old one sends the rest and lets go; a PIN guards the new one', async () => {
  const old = await pairedTablet()
  await old.say('Бірінші')
  await old.until('received', 1)
  await old.page.click('a[href="#session"]')
  await old.page.locator('.plain section:last-of-type > button').first().click()
  const code = (await old.page.locator('.handover-code .code').textContent()).replaceAll(/\s/g, '')
  await old.page.locator('.handover-code svg').waitFor()
  await look(old.page, 'handover')
  const next = await (await newTablet()).pair(code)
  await next.shows('Бірінші')

  // The old one goes with something still to be sent.
  await old.goOffline()
  await old.page.goto(`${proxy.origin}/t/#ideas`)
  await old.say('Екінші')
  await old.page.click('a[href="#session"]')
  await old.page.locator('.plain section:last-of-type > button').last().click()
  await old.page.locator('.plain section .note .primary').click()
  await old.page.click('a[href="#"]')
  await old.page.locator('.plain .note[role=status]').waitFor()
  await look(old.page, 'leaving')
  await old.goOnline()
  await old.page.locator('.plain a.primary[href="#pair"]').waitFor()
  await look(old.page, 'gone')
  await assertStored(forum, ['Бірінші', 'Екінші'])
  await next.shows('Екінші')
  const { items } = await api('GET', `/sessions/forums/${forum.id}/devices`)
  assert.equal(items.filter(({ revoked_at }) => !revoked_at).length, 1)
  assert.deepEqual((await old.read('lines')).map(({ text }) => text), ['Бірінші', 'Екінші'], 'it keeps its lines')
  await old.close()

  await next.page.click('a[href="#session"]')
  await next.page.fill('.field.pin', '4711')
  await next.page.keyboard.press('Enter')
  await next.untilStored('facts', (facts) => facts.some(({ key }) => key === 'pin'))
  await next.page.click('a[href="#"]')
  await next.page.reload() // a reload in the middle of a session asks nothing
  await next.page.waitForSelector('.composer textarea')
  await next.goOffline()
  await next.say('Жолда')
  await next.kill()
  await next.start()
  proxy.down = false
  await next.page.goto(`${proxy.origin}/t/#ideas`)
  await next.page.waitForSelector('.field.pin')
  await look(next.page, 'locked')
  const deadline = Date.now() + 40_000
  while ((await stored(forum)).length < 3) assert.ok(Date.now() < deadline, 'nothing was sent') // locked, and sending all the same
  for (const wrong of ['0000', '1111', '2222']) {
    await next.page.fill('.field.pin', wrong)
    await next.page.keyboard.press('Enter')
    await next.page.waitForFunction(() => document.querySelector('.field.pin').value === '' && !document.querySelector('#trouble').matches(':empty'))
  }
  await next.page.locator('button[disabled]').waitFor() // the third wrong try costs time
  await look(next.page, 'locked-waiting')
  await next.page.locator('button:enabled.primary').waitFor()
  await next.page.fill('.field.pin', '4711')
  await next.page.keyboard.press('Enter')
  await next.page.waitForSelector('.composer textarea')
  await next.shows('Жолда')
  await next.close()
})

test('a moderator watches a session on a phone; the programme shows its tablets and revokes one', async () => {
  const tablet = await pairedTablet()
  const desk = await openDesk(`watch/${session.id}`)
  await desk.setViewportSize({ width: 390, height: 844 })
  await desk.locator('.pill.live').waitFor()
  const texts = Array.from({ length: 20 }, (_, i) => `Ұсыныс ${i + 1}`)
  await tablet.say(...texts)
  await desk.waitForFunction(() => document.querySelectorAll('.watched-lines li').length === 20)
  const atEnd = () => desk.evaluate(() => document.documentElement.scrollHeight - scrollY - innerHeight < 80)
  await desk.waitForFunction(() => document.documentElement.scrollHeight - scrollY - innerHeight < 80) // it follows
  await api('POST', `${session.path}/rounds/${session.round}/start`)
  await desk.locator('[role=timer]').waitFor()
  await look(desk, 'watch')
  await desk.setViewportSize({ width: 390, height: 844 })
  await desk.mouse.wheel(0, -600)
  await desk.waitForFunction(() => document.documentElement.scrollHeight - scrollY - innerHeight > 200)
  await tablet.say('Тағы біреуі')
  await desk.locator('.to-end').waitFor() // the reader is left alone and told
  assert.equal(await atEnd(), false)
  await look(desk, 'watch-missed')
  await desk.setViewportSize({ width: 390, height: 844 })
  await desk.click('.to-end')
  await desk.waitForFunction(() => document.documentElement.scrollHeight - scrollY - innerHeight < 80)
  await desk.locator('.to-end').waitFor({ state: 'detached' })

  await desk.goto(`${origin}/desk/forums/${forum.id}/sessions`)
  await desk.click('.tablets summary')
  await desk.locator('.tablets li .button').click()
  await look(desk, 'tablets')
  await desk.locator('.tablets .actions .button').first().click()
  await desk.locator('.tablets .pill.bad').waitFor()
  await tablet.say('Ажыратылғаннан кейін')
  await tablet.network('revoked')
  await api('POST', `/sessions/forums/${forum.id}/participants`, { name: 'Айгүл Сейітқызы', language: 'kk' })
  await desk.goto(`${origin}/desk/forums/${forum.id}/people/badges`)
  await desk.locator('.badges svg path').waitFor()
  await look(desk, 'badges')
  await tablet.close()
})

test('a camera pairs a tablet, and reads the whole session off the screen of another without a network', async () => {
  const first = await newTablet({ flags: seeing(printed(`${proxy.origin}/t/#pair=${await pairingCode(session)}`)) })
  await first.page.goto(`${proxy.origin}/t/`)
  await first.page.locator('form .button:not(.primary)').click()
  await first.page.waitForSelector('.composer textarea')
  await first.page.evaluate(() => navigator.serviceWorker.ready)
  await first.goOffline()
  const said = Array.from({ length: 12 }, (_, i) => `${i + 1}: ауылда мектепке дейінгі мекеме мен емхана салу, ${'қ'.repeat(i + 1)}`)
  await first.say(...said)
  await first.goTo('session', '.choices button')
  await first.page.locator('.choices button').nth(1).click()
  await first.page.locator('.qr .choices button').nth(1).click() // it stands still
  const codes = []
  const { total } = /(?<total>\d+)\D*$/.exec(await first.page.locator('.qr figcaption').innerText()).groups
  while (codes.length < Number(total)) {
    codes.push(await onScreen(first.page.locator('.qr svg')))
    await first.page.locator('.qr .choices button').nth(2).click()
  }
  assert.ok(codes.length > 1, 'one code holds all: not a series')
  await first.kill() // and is never seen again

  const second = await pairedTablet({ through: await newProxy(), flags: seeing(...codes) })
  await second.goOffline()
  await second.goTo('session', '.choices button')
  await second.page.locator('.choices button[aria-expanded]').nth(1).click()
  await second.untilStored('lines', (lines) => lines.length === 12)
  await look(second.page, 'qr-read')
  await second.goOnline()
  await second.settled()
  await assertStored(forum, said)
})

/** One tab writes: this one, from here on. Tabs that open anew at once may take it from one another: it is pressed until it holds. */
async function writesHere(tab) {
  const takeOver = tab.getByRole('button', { name: 'Осында жазу' })
  const field = tab.locator('.composer textarea')
  const deadline = Date.now() + 40_000
  do {
    assert.ok(Date.now() < deadline, 'the tab never got to write')
    await field.or(takeOver).first().waitFor()
    if (await takeOver.isVisible()) await takeOver.click({ timeout: 2_000 }).catch(() => undefined)
    await field.waitFor({ timeout: 2_000 }).catch(() => undefined)
  } while (!(await field.isVisible()))
}

test('an update of the app waits, says so once, and takes over only when the facilitator agrees', async () => {
  const tablet = await pairedTablet()
  const { page } = tablet
  const update = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration('/t/')).update())
  proxy.edition = 'second'
  await page.focus('.composer textarea')
  await page.keyboard.type('Жазылып жат')
  await update()
  await page.locator('.strip').waitFor()
  await page.keyboard.type('қан сөз') // nothing took the field away
  assert.equal(await page.inputValue('.composer textarea'), 'Жазылып жатқан сөз')
  await look(page, 'update')
  await page.locator('.strip .quiet').click()
  await page.locator('.strip').waitFor({ state: 'detached' })
  await page.focus('.composer textarea')
  await page.keyboard.press('Enter')
  await tablet.shows('Жазылып жатқан сөз')
  proxy.edition = 'third' // newer still: "later" holds
  await update()
  await eventually(page, async () => {
    const { installing, waiting } = await navigator.serviceWorker.getRegistration('/t/')
    return !installing && waiting?.state === 'installed'
  })
  await page.reload()
  await tablet.shows('Жазылып жатқан сөз')
  assert.equal(await page.locator('.strip').count(), 0)
  assert.ok(await waits(page), 'the new version waits')

  await page.evaluate(() => sessionStorage.clear()) // the app is closed and opened again, in two tabs
  await page.reload()
  const other = await tablet.context.newPage()
  const third = await tablet.context.newPage()
  for (const tab of [other, third]) await tab.goto(`${proxy.origin}/t/`)
  for (const tab of [page, other]) await tab.evaluate(askForever)
  await page.locator('.strip .primary').click()
  await eventually(page, () => !globalThis.before)
  await writesHere(page)
  assert.equal(await page.evaluate(() => sessionStorage.tookOver), 'yes', 'it opened anew without the new version')
  await tablet.shows('Жазылып жатқан сөз')
  assert.equal(await page.locator('.strip').count(), 0)
  assert.equal(await waits(page), false)
  assert.ok(await other.evaluate(() => globalThis.before), 'the other tab is left alone')
  await writesHere(other)
  await other.locator('.strip .primary').click()
  await eventually(other, () => !globalThis.before)
  await writesHere(other)
  assert.equal(await other.locator('.strip').count(), 0)
  await writesHere(third)
  await third.locator('.strip').waitFor()
  await third.evaluate(() => ((globalThis.before = true), dispatchEvent(new Event('vite:preloadError')))) // it needs a part of the old version
  await eventually(third, () => !globalThis.before)
  await writesHere(third)
  await tablet.close()
})

test('an update that does not come is asked for again', async () => {
  const tablet = await pairedTablet()
  const { page } = tablet
  proxy.edition = 'second'
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration('/t/')).update())
  await page.evaluate(() => {
    globalThis.before = true
    ServiceWorker.prototype.postMessage = () => {} // nobody hears it
  })
  await page.locator('.strip .primary').click()
  await page.locator('.strip .primary:disabled').waitFor()
  await look(page, 'update-busy')
  await eventually(page, () => !globalThis.before && document.querySelector('.strip .primary:enabled'))
  await page.locator('.strip .primary').click()
  await page.locator('.strip').waitFor({ state: 'detached' })
  await eventually(page, () => document.querySelector('.composer textarea'))
  assert.equal(await waits(page), false)
  await tablet.close()
})
