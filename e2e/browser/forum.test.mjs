// An organiser makes a forum with twelve yurts through the pages alone, moves a session by mouse and keyboard, copies the
// forum; clicks and seconds are counted and printed.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch } from './chromium.mjs'
import { call, openDesk } from './desk.mjs'
import { api } from './installation.mjs'

let browser
before(async () => {
  browser = await launch()
})
after(() => browser?.close())

test('a forum with twelve yurts is made through the pages', async (run) => {
  const desk = await openDesk(browser, 'ru')
  const { page, t, button } = desk
  await desk.signIn('organiser')
  let clicks = 0
  const began = Date.now()
  await page.exposeFunction('clicked', () => clicks++)
  await page.evaluate(() => addEventListener('click', () => globalThis.clicked(), true)) // the pages change without a reload
  const pair = async (key, kk, ru) => {
    await page.getByLabel(`${t(key)} · ${t('text.kk')}`).fill(kk)
    await page.getByLabel(`${t(key)} · ${t('text.ru')}`).fill(ru)
  }
  const unique = `Форум ${Date.now()}`

  await page.getByRole('link', { name: t('forum.new') }).click()
  await page.getByLabel(t('forum.region')).selectOption('KZ-63')
  await pair('forum.name', `${unique} қ`, unique)
  await pair('forum.place', 'Этноауыл', 'Этноаул')
  await page.getByLabel(t('forum.firstDay')).fill('2027-06-05')
  await page.locator('.theme-rows .button', { hasText: 'шесть юрт' }).click()
  await page.locator('.theme-row').nth(5).waitFor()
  await desk.look('forum-new')
  await button('forum.begin').click()
  await page.getByRole('heading', { level: 1, name: t('programme.title') }).waitFor()
  const forum = /forums\/([^/]+)/.exec(page.url())[1]

  await page.getByLabel(t('programme.starts')).fill('09:30')
  await page.getByLabel(t('programme.ends')).fill('11:00')
  await page.getByLabel(t('grid.count')).fill('12')
  await page.getByText(t('grid.will', { count: 12 })).first().waitFor()
  await desk.look('programme-many')
  await button('grid.make', { count: 12 }).click()
  await page.locator('.block').nth(11).waitFor()
  const seconds = (Date.now() - began) / 1000
  run.diagnostic(`a forum with six themes and twelve yurts: ${clicks} clicks, ${seconds.toFixed(1)} s`)
  assert.ok(clicks < 20, `${clicks} clicks`)
  await desk.look('programme-grid')

  const sessions = async () => (await api('GET', `/sessions/forums/${forum}/sessions?limit=500`)).items
  const made = await sessions()
  assert.equal(made.length, 12)
  assert.deepEqual(new Set(made.map(({ starts_at, ends_at, method }) => `${starts_at} ${ends_at} ${method}`)), new Set(['2027-06-05T04:30:00Z 2027-06-05T06:00:00Z brainstorm']))

  await run.test('a session is dragged to another yurt and hour; both clash, and it is taken back', async () => {
    const block = page.locator('[data-column="0"] .block').first()
    const target = page.locator('[data-column="1"]')
    await block.hover({ position: { x: 40, y: 10 } })
    const [from, to] = [await block.boundingBox(), await target.boundingBox()]
    await page.mouse.down()
    await page.mouse.move(from.x + 60, from.y + 30, { steps: 4 })
    await page.mouse.move(to.x + 40, from.y + 10 + 42, { steps: 8 }) // half an hour down
    await page.mouse.up()
    await page.locator('.clashes').waitFor()
    await page.locator('.block .pill.warn').nth(1).waitFor()
    await page.getByText(t('done.sessionMoved', { title: 'Законодательство' })).waitFor() // it stands there before it is saved
    const moved = (await sessions()).filter(({ yurt }) => yurt === 2)
    assert.deepEqual(moved.map(({ starts_at }) => starts_at), ['2027-06-05T04:30:00Z', '2027-06-05T05:00:00Z'])
    await button('done.undo').click()
    await page.locator('.clashes').waitFor({ state: 'detached' })
    assert.equal((await sessions()).filter(({ yurt }) => yurt === 2).length, 1)
  })

  await run.test('by the keyboard it is moved and made longer', async () => {
    await page.locator('[data-column="3"] .block-body').focus()
    for (const key of ['Space', 'ArrowDown', 'ArrowDown', 'Shift+ArrowDown', 'Enter']) await page.keyboard.press(key)
    await page.getByText(t('done.sessionMoved', { title: 'Экология' })).waitFor()
    const { starts_at, ends_at } = (await sessions()).find(({ yurt }) => yurt === 4)
    assert.deepEqual([starts_at, ends_at], ['2027-06-05T05:00:00Z', '2027-06-05T06:45:00Z'])
  })

  await run.test('its lower edge is dragged', async () => {
    const edge = await page.locator('[data-column="4"] .stretch').boundingBox()
    await page.mouse.move(edge.x + 20, edge.y + 5)
    await page.mouse.down()
    await page.mouse.move(edge.x + 20, edge.y + 5 - 42, { steps: 4 })
    await page.mouse.up()
    await page.getByText(t('done.sessionMoved', { title: 'Молодёжь' })).waitFor()
    assert.equal((await sessions()).find(({ yurt }) => yurt === 5).ends_at, '2027-06-05T05:30:00Z')
  })

  desk.assertQuiet()
  await run.test('a colleague was quicker: it goes back, and the page says why', async () => {
    const { id } = (await sessions()).find(({ yurt }) => yurt === 6)
    await page.context().setOffline(true) // so that the page does not hear of it
    await api('PATCH', `/sessions/forums/${forum}/sessions/${id}`, { title: { kk: 'Ауыл', ru: 'Село' } })
    await page.route('**/live*', (route) => route.abort())
    await page.context().setOffline(false)
    await page.locator('[data-column="5"] .block-body').focus()
    for (const key of ['Space', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
    await page.locator('[data-column="5"]').getByText('Село').waitFor()
    assert.equal((await sessions()).find(({ yurt }) => yurt === 6).starts_at, '2027-06-05T04:30:00Z')
    await page.unroute('**/live*')
  })

  await run.test('people get their parts, one of them new', async () => {
    await page.locator('[data-column="0"] .block-body').click()
    await page.getByLabel(t('parts.as')).selectOption('guest')
    await page.getByRole('searchbox', { name: t('parts.search') }).fill('Айжан Серікқызы')
    await button('parts.enter', { name: 'Айжан Серікқызы' }).click()
    await page.getByLabel(t('grid.link')).fill('https://meet.example.kz/1')
    await desk.look('programme-open')
    await page.getByRole('button', { name: t('save') }).click()
    await page.getByText(t('done.sessionChanged', { title: 'Законодательство' })).waitFor()
    const { people, link } = (await sessions()).find(({ yurt }) => yurt === 1)
    assert.deepEqual([people.map(({ role }) => role), link], [['guest'], 'https://meet.example.kz/1'])
  })

  await run.test('the next forum begins with it', async () => {
    await page.goto(`${new URL(page.url()).origin}/desk/new?copy=${forum}`)
    await page.getByLabel(t('forum.firstDay')).fill('2028-06-03')
    await page.getByLabel(`${t('forum.name')} · ${t('text.ru')}`).fill(`${unique} 2028`)
    await button('forum.begin').click()
    await page.locator('.block').nth(11).waitFor()
    const next = /forums\/([^/]+)/.exec(page.url())[1]
    const { items } = await call(`/api/sessions/forums/${next}/sessions?limit=500`, { token: (await call('/api/sessions/sign-in', { method: 'POST', body: JSON.stringify({ login: 'organiser', password: process.env.SHANYRAQ_PASSWORD }) })).access_token })
    assert.deepEqual([items.length, items[0].starts_at, items[0].people, items[0].method], [12, '2028-06-03T04:30:00Z', [], 'brainstorm'])
  })
  await desk.context.close()
})
