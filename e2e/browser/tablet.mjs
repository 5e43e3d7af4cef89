// A tablet: a real Chromium with a profile folder of its own, driven as a facilitator does.
import assert from 'node:assert/strict'
import { constants, cpSync, accessSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')
export const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const args = '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(' ')
const locks = ['SingletonLock', 'SingletonSocket', 'SingletonCookie']

try {
  accessSync(executablePath, constants.X_OK)
} catch {
  throw new Error(`no Chromium at ${executablePath}: install your system's package (Debian: apt-get install chromium) or set CHROMIUM to its path`)
}

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

  async start({ offline = false } = {}) {
    this.context = await chromium.launchPersistentContext(this.profile, { executablePath, args, viewport: { width: 800, height: 1280 }, locale: 'kk' })
    this.context.setDefaultTimeout(patience)
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
    await this.page.waitForSelector('.composer textarea')
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

  async undo() {
    await this.page.focus('.composer textarea')
    await this.page.keyboard.press('Control+z')
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
    return this.page.locator('.line').evaluateAll((rows) =>
      rows.map((row) => ({ id: row.dataset.id, state: row.dataset.state, text: row.querySelector('.text').textContent, mark: row.querySelector('.mark').textContent })),
    )
  }

  async until(state, count) {
    await this.page.waitForFunction(([state, count]) => document.querySelectorAll(`.line[data-state=${state}]`).length === count, [state, count])
  }

  /** Nothing waits on this tablet any more, neither lines nor edits nor anything else. */
  async settled() {
    for (const queue of ['jobs', 'errands']) await this.untilStored(queue, (all) => all.every((one) => one.state !== 'waiting'))
  }

  async draftIs(text) {
    await this.untilStored('facts', (facts) => facts.some((fact) => fact.key === 'draft' && fact.value.text === text))
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
    const [network, lines, jobs] = await Promise.all([this.page.locator('.network').allTextContents(), this.read('lines'), this.read('jobs')])
    return JSON.stringify({ url: this.page.url(), errors: this.errors, network, jobs, lines: lines.slice(-5) }, null, 1)
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
async function readStore(name) {
  const database = await new Promise((resolve) => (indexedDB.open('shanyraq-tablet').onsuccess = (event) => resolve(event.target.result)))
  const all = await new Promise((resolve) => (database.transaction(name).objectStore(name).getAll().onsuccess = (event) => resolve(event.target.result)))
  database.close()
  return all
}
