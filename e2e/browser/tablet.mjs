// A tablet: a real Chromium with a profile folder of its own, driven as a facilitator does.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, how } from './chromium.mjs'

const locks = ['SingletonLock', 'SingletonSocket', 'SingletonCookie']

/** Long enough for a busy machine; nothing here waits for time to pass. */
const patience = 40_000

export class Tablet {
  /** Takes the profile of `copyOf` when given: a restored backup, a cloned disk. */
  constructor(proxy, copyOf) {
    this.proxy = proxy
    this.profile = mkdtempSync(join(tmpdir(), 'shq-tablet-'))
    if (!copyOf) return
    assert.ok(!copyOf.context, 'a profile is copied while its browser does not run')
    cpSync(copyOf.profile, this.profile, { recursive: true, filter: (from) => !locks.some((lock) => from.endsWith(lock)) })
  }

  /** `flags`: more of Chromium's switches; `before`: runs in every page before the application. */
  async start({ offline = false, flags = [], before, timezoneId } = {}) {
    this.context = await chromium.launchPersistentContext(this.profile, { ...how(flags), viewport: { width: 800, height: 1280 }, locale: 'kk', timezoneId })
    this.context.setDefaultTimeout(patience)
    if (before) await this.context.addInitScript(before)
    this.page = this.context.pages()[0]
    this.errors = []
    this.page.on('pageerror', (error) => this.errors.push(error.message))
    this.page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) this.errors.push(message.text())
    })
    if (offline) await this.goOffline()
    return this
  }

  async open() {
    await this.page.goto(`${this.proxy.origin}/t/`)
    await this.page.waitForSelector('.composer textarea')
    return this
  }

  /** Follows the link that the QR holds, and waits until the app is installed and would open without a network. */
  async pair(code) {
    await this.page.goto(`${this.proxy.origin}/t/#pair=${code}`)
    await this.page.waitForSelector('.status')
    await this.page.evaluate(() => navigator.serviceWorker.ready)
    await this.page.waitForFunction(() => navigator.serviceWorker.controller)
    return this
  }

  async goOffline() {
    this.proxy.goDown() // the browser's own switch does not reach every worker
    await this.context.setOffline(true)
  }

  async goOnline() {
    this.proxy.down = false
    await this.context.setOffline(false)
  }

  /** Enter after each; the next is typed at once, as people do. */
  async say(...texts) {
    await this.page.focus('.composer textarea')
    for (const text of texts) {
      await this.page.keyboard.type(text)
      await this.page.keyboard.press('Enter')
    }
    await this.page.waitForFunction((text) => [...document.querySelectorAll('.line .text')].some((line) => line.textContent === text), texts.at(-1))
  }

  /** Opens a view and waits for what it shows. */
  async goTo(view, selector) {
    await this.page.evaluate((hash) => (location.hash = hash), view)
    await this.page.locator(selector).first().waitFor()
  }

  /** A photo as a camera gives it, 2400 × 1200, drawn by the page itself; resolves when it is on the disk. */
  async photograph(colour) {
    const before = (await this.read('photos')).length
    const buffer = Buffer.from(await this.page.evaluate(draw, colour))
    await this.page.setInputFiles('.photos input[multiple]', { name: 'flipchart.jpg', mimeType: 'image/jpeg', buffer })
    await this.untilStored('photos', (photos) => photos.length === before + 1)
  }

  /** So many raised hands more for the n-th suggestion (from 0). */
  async countHands(n, times) {
    const counter = await this.counter(n)
    for (let i = 0; i < times; i++) await counter.locator('.button').last().click()
  }

  async handsFor(n) {
    return (await this.counter(n)).locator('input').inputValue()
  }

  /** One suggestion is counted at a time: this one now. */
  async counter(n) {
    const row = this.page.locator('.hands > li').nth(n)
    if ((await row.locator('.counter').count()) === 0) await row.locator('button').click()
    return row.locator('.counter')
  }

  /** What the tablet itself has on its disk. */
  untilCounted(hands) {
    return this.untilStored('marks', (marks) => marks.filter(({ kind }) => kind === 'dots').reduce((sum, { value }) => sum + value, 0) === hands)
  }

  /** Takes the last step back, and says yes if the tablet asks first. */
  async undo() {
    const steps = (await this.read('undo')).length
    await this.page.focus('.composer textarea')
    await this.page.keyboard.press('Control+z')
    const question = this.page.locator('.ask-undo button').first()
    while ((await this.read('undo')).length === steps) if (await question.isVisible()) await question.click()
  }

  async reword(from, to) {
    await this.page.locator('.line button.text', { hasText: new RegExp(`^${from}$`) }).click()
    await this.page.fill('.editor textarea', to)
    await this.page.keyboard.press('Enter')
    await this.shows(to)
  }

  shows(text) {
    return this.page.locator('.line .text', { hasText: new RegExp(`^${text}$`) }).waitFor()
  }

  /** The lines as they stand on the screen, withdrawn ones too. */
  lines() {
    return this.until()
  }

  /** The lines at the moment when so many are in this state: a try to send shows others for an instant. */
  async until(state, count) {
    const look = ([state, count]) => {
      const rows = [...document.querySelectorAll('.line')]
      const lines = rows.map((row) => ({ id: row.dataset.id, state: row.dataset.state, text: row.querySelector('.text').textContent, mark: row.querySelector('.mark').textContent }))
      return (!state || lines.filter((line) => line.state === state).length === count) && lines
    }
    return (await this.page.waitForFunction(look, [state, count])).jsonValue()
  }

  /** Nothing waits on this tablet any more, neither lines nor edits nor anything else. */
  async settled() {
    await this.untilStored('errands', (all) => all.every((one) => one.state !== 'waiting'))
  }

  async draftIs(text) {
    await this.untilStored('facts', (facts) => facts.some((fact) => fact.key.startsWith('draft:') && fact.value.text === text))
  }

  /** Polls a store of IndexedDB (waitForFunction cannot wait for a promise to turn true). */
  async untilStored(store, holds) {
    const deadline = Date.now() + patience
    while (!holds(await this.read(store))) assert.ok(Date.now() < deadline, `waited in vain: ${store} ${holds}`)
  }

  read(store) {
    return this.page.evaluate(readStore, store)
  }

  /** What a failed test needs to be understood. */
  async describe() {
    const network = await this.page.locator('.network').allTextContents()
    const stores = ['errands', 'lines', 'groups', 'reports'].map(async (name) => [name, (await this.read(name)).slice(-5)])
    return JSON.stringify({ url: this.page.url(), errors: this.errors, network, ...Object.fromEntries(await Promise.all(stores)) }, null, 1)
  }

  /** The access token that this tablet shows to the services. */
  async token() {
    return (await this.read('facts')).find((fact) => fact.key === 'device').value.access_token
  }

  network(name) {
    return this.page.waitForSelector(`.network[data-network=${name}]`)
  }

  /** A dead battery: the whole browser at once, without a word. */
  async kill() {
    const [, pid] = /-(\d+)$/.exec(readlinkSync(join(this.profile, 'SingletonLock')))
    const died = this.context.waitForEvent('close')
    process.kill(Number(pid), 'SIGKILL')
    await died
    this.context = undefined
    for (const lock of locks) rmSync(join(this.profile, lock), { force: true })
  }

  async close() {
    await this.context?.close()
    this.context = undefined
    assert.deepEqual(this.errors, [], 'errors on the page')
  }

  async dispose() {
    await this.context?.close()
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Runs in the page. */
async function draw(colour) {
  const canvas = new OffscreenCanvas(2400, 1200)
  const pen = canvas.getContext('2d')
  pen.fillStyle = colour
  pen.fillRect(0, 0, 2400, 1200)
  return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer())]
}

/** Runs in the page. */
async function readStore(name) {
  const database = await new Promise((resolve) => (indexedDB.open('shanyraq-tablet').onsuccess = (event) => resolve(event.target.result)))
  const all = await new Promise((resolve) => (database.transaction(name).objectStore(name).getAll().onsuccess = (event) => resolve(event.target.result)))
  database.close()
  return all
}
