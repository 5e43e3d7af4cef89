// The desk in a real browser, and the demonstration forum it works on.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

export const url = process.env.SHANYRAQ_URL
const password = process.env.SHANYRAQ_PASSWORD ?? 'shanyraq-demo'
const shots = process.env.SHANYRAQ_SCREENSHOTS
const web = new URL('../../web/', import.meta.url)
const axe = readFileSync(createRequire(new URL('package.json', web)).resolve('axe-core/axe.min.js'), 'utf8')
const screens = [
  { name: 'desk', width: 1280, height: 800 },
  { name: 'tablet', width: 800, height: 1280 },
  { name: 'phone', width: 390, height: 844 },
]

/** The desk's own words, so that the test finds what a reader of that language sees. */
export function words(language) {
  const catalogue = JSON.parse(readFileSync(new URL(`../pkg/words/languages/${language}/screens/desk.json`, web), 'utf8'))
  const plurals = new Intl.PluralRules(language)
  const find = (key) => key.split('.').reduce((node, part) => node?.[part], catalogue)
  return (key, values = {}) => {
    const text = find(`${key}_${plurals.select(values.count ?? 0)}`) ?? find(key)
    assert.ok(text, `${language} has no text ${key}`)
    return text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name])
  }
}

export async function call(path, { token, ...init } = {}) {
  const res = await fetch(url + path, { ...init, headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) } })
  assert.ok(res.ok, `${path}: ${res.status} ${res.ok ? '' : await res.text()}`)
  const text = await res.text()
  return text ? JSON.parse(text) : undefined
}

/** Other files have made forums of their own, which stand before this one. */
const demonstration = 'XII Гражданский форум'

/** The demonstration forum, and a pen to write suggestions with. */
export async function findForum() {
  const { access_token: token } = await call('/api/sessions/sign-in', { method: 'POST', body: JSON.stringify({ login: 'organiser', password }) })
  const forum = (await call('/api/sessions/forums', { token })).items.find(({ title }) => title.ru === demonstration)
  const [theme] = (await call(`/api/sessions/forums/${forum.id}/themes`, { token })).items
  const session = (await call(`/api/sessions/forums/${forum.id}/sessions`, { token })).items.find(({ yurt }) => yurt > 0)
  const say = async (texts, language) => {
    const suggestions = texts.map((text, i) => ({
      id: randomUUID().replace(/^(.{14})./, '$17'), session_id: session.id, theme_id: theme.id, text, language, device_id: randomUUID(), device_counter: i + 1, kind: 'idea',
    }))
    const { receipts } = await call(`/api/facilitation/forums/${forum.id}/suggestions`, { token, method: 'POST', body: JSON.stringify({ suggestions }) })
    assert.deepEqual(receipts.map(({ outcome }) => outcome), texts.map(() => 'stored'))
  }
  return { id: forum.id, title: forum.title, token, say }
}

/** One person at one desk. */
export async function openDesk(browser, language, colorScheme = 'light', more = {}) {
  const t = words(language)
  const context = await browser.newContext({ viewport: screens[0], locale: language, colorScheme, serviceWorkers: 'block', ...more })
  await context.addInitScript((chosen) => localStorage.setItem('shanyraq.language', chosen), language)
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const errors = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && !/status of (401|403)/.test(message.text()) && errors.push(message.text()))
  const button = (key, values, inside = page) => inside.getByRole('button', { name: t(key, values), exact: true })

  return {
    t,
    page,
    context,
    button,
    /** Opens a page of the forum by its tab. */
    async open(name) {
      await page.getByRole('link', { name: t(`pages.${name}`), exact: true }).click()
      await page.getByRole('heading', { level: 1, name: t(`${name}.title`) }).waitFor()
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the focus goes to the heading of the page')
    },
    async signIn(login) {
      await page.goto(`${url}/desk/`)
      await page.getByLabel(t('signIn.login')).fill(login)
      await page.getByLabel(t('signIn.password')).fill(password)
      await page.keyboard.press('Enter')
      await page.locator('.row-link').first().waitFor()
    },
    enter: ({ title }) => page.locator('.row-link', { hasText: title[language] }).click(),
    /** Looks at the page on every screen: nothing sticks out, nothing shuts anybody out. */
    async look(name) {
      for (const screen of screens) {
        await page.setViewportSize(screen)
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
        if (shots) {
          mkdirSync(shots, { recursive: true })
          await page.screenshot({ path: `${shots}/${name}-${language}-${colorScheme}-${screen.name}.png` })
        }
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        assert.ok(sideways <= 0, `${name} on ${screen.name}: ${sideways} px too wide`)
        if (screen.name === 'tablet') continue // the same page as the desk's, only narrower
        await page.evaluate(() => scrollTo(0, 0)) // what the navigation half covers while one scrolls is not too small
        await page.evaluate(axe)
        const found = () => page.evaluate(async () => {
          const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
        })
        let violations = await found()
        if (violations.some((one) => one.startsWith('target-size'))) {
          await page.evaluate(() => scrollBy(0, 60)) // nor is what the bar at the foot half covers
          violations = await found()
        }
        assert.deepEqual(violations, [], `${name} on ${screen.name}`)
      }
      await page.setViewportSize(screens[0])
    },
    assertQuiet: () => assert.deepEqual(errors, [], 'the browser reported errors'),
  }
}
