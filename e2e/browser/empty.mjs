// From a server that nobody has used to a suggestion on the secretariat's desk, through the pages alone: what an organiser does
// on the evening before. Every press is counted, and how long a person would need is printed. TestFromAnEmptyFolder runs it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { launch } from './chromium.mjs'
import { openDesk, url } from './desk.mjs'
import { Tablet } from './tablet.mjs'

const { SETUP_ADDRESS: setup } = process.env
const password = 'тоғыз қазан, он шөміш'
// The keystroke-level model (Card, Moran, Newell 1980), in seconds: to point, to press, to think before an act.
const point = 1.1
const press = 0.2
const think = 1.35
const key = 0.28

const effort = { clicks: 0, keys: 0, began: Date.now() }
const human = () => effort.clicks * (think + point + press) + effort.keys * key
const counted = (presses, characters = 0) => ((effort.clicks += presses), (effort.keys += characters))

/** A person's hands on one desk: what they do is counted as it is done. */
function handsOn({ page, t }) {
  const found = (target) => (typeof target === 'string' ? page.locator(target) : target).first()
  const self = {
    async click(target) {
      counted(1)
      await found(target).click()
    },
    button: (name, values) => self.click(page.getByRole('button', { name: t(name, values) })),
    link: (name) => self.click(page.getByRole('link', { name: t(name), exact: true })),
    async type(target, text) {
      counted(1, text.length)
      await found(target).fill(text)
    },
    async both(name, kk, ru) {
      await self.type(page.getByLabel(`${t(name)} · ${t('text.kk')}`), kk)
      await self.type(page.getByLabel(`${t(name)} · ${t('text.ru')}`), ru)
    },
    async choose(target, value) {
      counted(2) // it opens, and one is chosen
      await found(target).selectOption(value)
    },
    async file(target, file) {
      counted(3) // the button, the file, "Open"
      await page.locator(target).setInputFiles(file)
    },
    title: (name) => page.getByRole('heading', { level: 1, name: t(name) }).waitFor(),
  }
  return self
}

/** What an akimat's spreadsheet looks like when it is saved as CSV: a title, semicolons, a number before each, a sum at the end. */
const people = `Список участников форума;;;;\n;;;;\n№ п/п;Ф.И.О.;Организация;Язык;Телефон\n${['Серікқызы Айжан;ОФ «Дос»;каз;8 701 111 22 33', 'Ким Виктор;Қамқорлық;рус;+7 (702) 222-33-44', 'Ёлкин Олег;;рус;', 'Елкин Олег;;рус;', 'Жұмабаев Ерлан;Жас Отан;каз;87033334455']
  .map((row, i) => `${i + 1};${row}`).join('\n')}\nИтого:;5;;;\n`

test('an empty folder becomes a forum with a suggestion on the desk', { timeout: 300_000 }, async (run) => {
  const browser = await launch()
  after(() => browser.close())
  const desk = await openDesk(browser, 'ru')
  const { page, t } = desk
  const hands = handsOn(desk)
  const calls = []
  const listen = (where) => where.on('request', (one) => one.url().includes('/api/') && calls.push(one.frame()?.url() ?? one.serviceWorker()?.url()))
  listen(page)
  const step = (name) => run.diagnostic(`${name}: ${effort.clicks} clicks and ${effort.keys} characters so far, ${(human() / 60).toFixed(1)} min at human speed, ${((Date.now() - effort.began) / 1000).toFixed(0)} s here`)

  await page.goto(setup)
  await hands.title('setup.title')
  await desk.look('empty-first-organiser')
  await hands.type('input[name=name]', 'Айжан Оспанова')
  await hands.type('input[name=login]', 'aizhan')
  await hands.type('input[name=password]', password)
  await hands.button('setup.begin')
  const names = page.locator('[data-setting="institution.title"] input')
  await hands.type(names.nth(0), 'Ақмола облысының әкімдігі')
  await hands.type(names.nth(1), 'Акимат Акмолинской области')
  await desk.look('empty-institution')
  await hands.button('setup.next')
  await page.getByText(t('setup.mailLater')).waitFor()
  await desk.look('empty-mail')
  await hands.link('setup.finish')
  await page.getByText(t('forums.beginFirst')).waitFor()
  await desk.look('empty-forums')
  step('the first organiser is in')

  await hands.link('forum.new')
  await hands.title('forum.new')
  await hands.choose(page.getByLabel(t('forum.kind')), 'regional')
  await hands.choose(page.getByLabel(t('forum.region')), 'KZ-11')
  await hands.both('forum.name', 'Ақмола облысының азаматтық форумы', 'Гражданский форум Акмолинской области')
  await hands.both('forum.place', 'Этноауыл', 'Этноаул')
  await hands.type(page.getByLabel(t('forum.firstDay')), new Date().toISOString().slice(0, 10))
  await hands.click(page.locator('.theme-rows .button', { hasText: 'шесть юрт' }))
  await page.locator('.theme-row').nth(5).waitFor()
  await hands.button('forum.begin')
  await hands.title('programme.title')
  await hands.type(page.getByLabel(t('programme.starts')), '09:30')
  await hands.type(page.getByLabel(t('programme.ends')), '11:00')
  await hands.type(page.getByLabel(t('grid.count')), '12')
  await hands.button('grid.make', { count: 12 })
  await page.locator('.block').nth(11).waitFor()
  step('a forum with six themes and twelve yurts')

  await hands.link('pages.people')
  await hands.title('people.title')
  await desk.look('empty-people')
  await hands.click(page.getByText(t('import.title')))
  await hands.file('input[type=file]', { name: 'список.csv', mimeType: 'text/csv', buffer: Buffer.from(people) })
  await page.locator('.sample').waitFor()
  await page.getByText(t('import.preview', { count: 5, rows: 6 })).waitFor()
  await page.locator('.found', { hasText: t('import.alike', { count: 1 }) }).waitFor()
  await desk.look('empty-import')
  await hands.click(page.locator('.found', { hasText: t('import.alike', { count: 1 }) }).getByRole('checkbox'))
  await hands.click(page.getByRole('button', { name: t('import.apply', { count: 4 }) }))
  await page.getByText(t('import.done', { count: 4 })).waitFor()
  step('people from a messy file, one who stood there twice left out')

  await hands.link('pages.staff')
  await hands.title('staff.title')
  await hands.button('staff.invite')
  const staff = ['Дәурен Әлиев', 'Гүлнар Сапарова', 'Тимур Ли']
  await hands.type('textarea[name=names]', staff.join('\n'))
  await desk.look('empty-invite')
  await hands.button('staff.makeLinks')
  await page.locator('.invites .code').nth(2).waitFor()
  const codes = await page.locator('.invites .code').allTextContents()
  const colleagues = []
  for (const [i, code] of codes.entries()) {
    const own = await openDesk(browser, i ? 'ru' : 'kk')
    listen(own.page)
    colleagues.push(own)
    const theirs = handsOn(own)
    await own.page.goto(`${url}/desk/invited#${code}`)
    await theirs.type('input[name=login]', `staff${i}`)
    assert.equal(await own.page.inputValue('input[name=name]'), staff[i])
    await theirs.type('input[name=password]', password)
    await theirs.button('invited.join')
    await own.page.locator('.row-link').first().waitFor()
  }
  await hands.button('staff.handedOut')
  step('three of the staff invited and signed in')

  await hands.link('pages.forums')
  await hands.click('.row-link')
  await hands.link('pages.tablets')
  await hands.title('tabletsPage.title')
  await hands.button('tabletsPage.make')
  const third = page.locator('.pairing-sheet li', { hasText: t('programme.yurt', { yurt: 3 }) })
  await third.locator('svg path').first().waitFor()
  await desk.look('empty-sheet')
  const tablet = new Tablet({ origin: url })
  after(() => tablet.dispose())
  await tablet.start()
  counted(1) // the camera's own question
  await tablet.pair(await third.locator('.code').textContent())
  const said = 'Мектепке пандус керек'
  counted(1, said.length + 1)
  counted(1) // the first step is for acquaintance: nothing is written down in it, unless one wants to
  await tablet.page.getByRole('button', { name: 'Бәрібір жазу' }).click()
  await tablet.say(said)
  await tablet.until('received', 1)
  step('one tablet paired, the first suggestion captured')

  await page.goto(page.url().replace(/tablets.*/, 'ready'))
  await hands.title('ready.title')
  await desk.look('empty-ready')
  const secretary = colleagues[0]
  await handsOn(secretary).click('.row-link')
  await secretary.page.getByText(said).first().waitFor()
  await secretary.look('empty-first-suggestion')
  step('the secretariat reads it')

  assert.ok(effort.clicks < 60, `${effort.clicks} clicks`)
  assert.ok(human() < 15 * 60, `${human()} s at human speed`)
  assert.ok(calls.length > 0 && calls.every((from) => from?.startsWith(url)), 'a call came from somewhere else than a page')
  desk.assertQuiet()
})
