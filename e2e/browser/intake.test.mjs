// Lists from files on the desk: what is shown before anything is stored, what is stored, and taken back.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { launch } from './chromium.mjs'
import { openDesk, url } from './desk.mjs'
import { api, newForum, stored } from './installation.mjs'

const sheets = new URL('../../pkg/text/sheet/testdata/', import.meta.url)
const file = (name) => ({ name, mimeType: 'text/csv', buffer: readFileSync(new URL(name, sheets)) })
const typed = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

describe('files on the desk', { skip: !url && 'SHANYRAQ_URL is not set' }, () => {
  let browser
  let forum
  before(async () => {
    forum = await newForum()
    browser = await launch()
  })
  after(() => browser?.close())

  async function deskAt(page, language) {
    const desk = await openDesk(browser, language)
    await desk.signIn('organiser')
    await desk.page.goto(`${url}/desk/forums/${forum.id}/${page}`)
    return desk
  }
  const choose = (desk, chosen) => desk.page.locator('input[type=file]').setInputFiles(chosen)
  const cells = (desk) => desk.page.locator('.sample tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)))

  for (const language of ['kk', 'ru'])
    test(`suggestions of other channels, in ${language}: shown, stored, found on the desk, taken back`, async () => {
      const desk = await deskAt('consolidate', language)
      const { page, t } = desk
      await page.getByRole('link', { name: t('intake.open') }).click()
      await page.getByRole('heading', { level: 1, name: t('intake.title') }).waitFor()
      const before = (await stored(forum)).length
      const long = `https://example.kz/${'u'.repeat(90)}`
      await choose(desk, typed('list.csv', `Тіл;Мәтін;Дереккөз;Нөмірі;Түсі\nkk;Ағаш отырғызу ${language};соцсети;${language}-1;көк\nxx;Қате тіл;;${language}-2;\nru;Больше ёлок ${language};;${language}-3;\nru;больше елок ${language};;${language}-4;\nru;${long};;${language}-5;\n`))
      await page.locator('.sample').waitFor()
      assert.deepEqual((await cells(desk))[0].slice(0, 4), [t('spoken.kk'), `Ағаш отырғызу ${language}`, t('intake.source.social_network'), `${language}-1`])
      await page.getByText(t('import.preview', { count: 4, rows: 5 })).waitFor()
      await page.getByText(t('import.ignored', { columns: 'Түсі' })).waitFor()
      assert.match(await page.locator('.found li').first().textContent(), new RegExp(`${t('import.line', { line: 3 })}.*${{ kk: 'тілі', ru: 'язык' }[language]}`))
      await desk.look('intake')
      await page.locator('.found', { hasText: t('import.alike', { count: 1 }) }).getByRole('checkbox').check()
      assert.equal((await stored(forum)).length, before, 'looking stores nothing')
      await desk.button('import.apply', { count: 3 }).click()
      await page.locator('.done-bar').getByText(t('done.imported', { count: 3 })).waitFor()
      assert.deepEqual((await stored(forum)).slice(before).map(({ text }) => text), [`Ағаш отырғызу ${language}`, `Больше ёлок ${language}`, long])

      await page.getByRole('link', { name: t('intake.show', { number: `${before + 1}–${before + 3}` }) }).click()
      await page.waitForFunction(() => document.querySelectorAll('.virtual > li').length === 3)
      await page.locator('.done-bar').getByRole('button', { name: t('done.undo') }).click()
      await page.locator('.done-bar').getByText(t('done.undone')).waitFor()
      assert.deepEqual((await stored(forum)).slice(before).map(({ state }) => state), ['withdrawn', 'withdrawn', 'withdrawn'])
      desk.assertQuiet()
      await desk.context.close()
    })

  test('lines without a language: the language is chosen beside them, and the file is looked at anew', async () => {
    const desk = await deskAt('intake', 'ru')
    const { page, t } = desk
    await choose(desk, file('s03_unclosed.csv'))
    await page.getByText(t('import.preview', { count: 0, rows: 4 })).waitFor()
    await page.getByRole('combobox', { name: t('intake.language') }).selectOption('ru')
    await page.getByText(t('import.preview', { count: 3, rows: 4 })).waitFor()
    assert.equal(await page.locator('.found li').count(), 1, 'the line whose quote is never closed')
    await choose(desk, file('s01_single_col_comma.csv'))
    await page.locator('.sample').getByText('Нужен свет во дворе, вода и газ').waitFor()
    await choose(desk, file('s12_one_bad_byte.csv'))
    await page.getByText(t('import.warnings', { count: 1 })).waitFor()
    await desk.context.close()
  })

  test('people: those who may be the same are told apart before anything is stored', async () => {
    const desk = await deskAt('people', 'kk')
    const { page, t } = desk
    await page.getByText(t('import.title')).click()
    await choose(desk, file('p30_dups.csv'))
    const alike = page.locator('.found').last()
    await alike.waitFor()
    await desk.look('people-import')
    await page.getByRole('checkbox', { name: t('import.leaveAll') }).check()
    const left = (await page.locator('.found li').count())
    const ready = Number(/\d+/.exec(await page.locator('details.card .button.primary').textContent())[0])
    await page.locator('details.card .button.primary').click()
    await page.getByText(t('import.done', { count: ready })).waitFor()
    assert.ok(left > 0)
    assert.equal((await api('GET', `/sessions/forums/${forum.id}/participants?limit=100`)).items.length, ready)
    await desk.context.close()
  })
})
