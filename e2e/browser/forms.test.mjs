// Two people at one desk: what is typed is never lost and never overwrites a colleague's words unseen.
//
//   SHANYRAQ_URL=http://127.0.0.1:8080 node --test e2e/browser/forms.test.mjs
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { launch } from './chromium.mjs'
import { call, findForum, openDesk, url } from './desk.mjs'

describe('forms of the desk', { skip: !url && 'SHANYRAQ_URL is not set' }, () => {
  let browser
  let forum
  let at
  before(async () => {
    forum = await findForum()
    at = `/api/decisions/forums/${forum.id}`
    browser = await launch()
  })
  after(() => browser?.close())

  const api = (method, path, body) => call(`${at}${path}`, { token: forum.token, method, body: body && JSON.stringify(body) })
  const newMark = () => `q${Math.random().toString(36).slice(2, 10)}`

  /** A desk on one of the forum's pages, in Kazakh. */
  async function deskAt(page, login = 'organiser', language = 'kk') {
    const desk = await openDesk(browser, language)
    await desk.signIn(login)
    await desk.enter(forum)
    if (page !== 'consolidate') await desk.open(page) // which is where one arrives
    return desk
  }
  const card = (desk, text) => desk.page.locator('.card').filter({ hasText: text })
  const kk = (desk, inside) => inside.getByRole('textbox', { name: desk.t('text.kk'), exact: true })
  const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement)

  async function found(desk, mark, count) {
    await desk.page.getByRole('searchbox').fill(mark)
    await desk.page.waitForFunction((n) => document.querySelectorAll('.virtual > li').length === n, count)
    return desk.page.locator('.proposal')
  }

  /** The proposals that suggestions with these texts became. */
  async function proposals(mark, ...texts) {
    await forum.say(texts.map((text) => `${text} ${mark}`), 'kk')
    for (;;) {
      const { items } = await api('GET', `/proposals?q=${mark}&limit=50`)
      if (items.length === texts.length) return items
    }
  }

  for (const language of ['kk', 'ru']) {
    test(`two people word one proposal, in ${language}`, async () => {
      const mark = newMark()
      const [proposal] = await proposals(mark, 'Пандус керек')
      const desk = await deskAt('consolidate', 'organiser', language)
      const [row] = [await found(desk, mark, 1)]
      await desk.button('proposal.reword', {}, row).click()
      await kk(desk, row).fill(`Менің тұжырымым ${mark}`)
      await api('POST', `/proposals/${proposal.id}/reword`, { text: { kk: `Әріптестікі ${mark}` }, version: proposal.version })
      await card(desk, `Әріптестікі ${mark}`).waitFor() // it has arrived on this screen, and the form still knows on which version it was opened
      await desk.page.keyboard.press('Control+Enter')
      await row.locator('.newer ins').getByText(`Әріптестікі ${mark}`).waitFor()
      assert.equal(await kk(desk, row).inputValue(), `Менің тұжырымым ${mark}`, 'and one has both')
      await desk.look('newer')
      await desk.button('newer.theirs', {}, row).click()
      assert.equal(await kk(desk, row).inputValue(), `Әріптестікі ${mark}`)
      await desk.button('done.undo').click()
      assert.equal(await kk(desk, row).inputValue(), `Менің тұжырымым ${mark}`, 'what was put away comes back')
      await desk.page.keyboard.press('Escape')
      await desk.button('proposal.reword', {}, row).or(row.getByRole('button', { name: desk.t('draft.unfinished') })).first().click()
      await kk(desk, row).press('Control+Enter')
      await row.locator('form').waitFor({ state: 'detached' })
      assert.equal((await api('GET', `/proposals/${proposal.id}`)).text.kk, `Менің тұжырымым ${mark}`)
      await desk.button('done.undo').click()
      await card(desk, `Әріптестікі ${mark}`).waitFor()
      await desk.context.close()
    })
  }

  test('typed words survive a search, another page, Escape, a reload and the end of the session', async () => {
    const mark = newMark()
    const [proposal] = await proposals(mark, 'Жарық керек')
    const desk = await deskAt('consolidate')
    const { page, t, button } = desk
    const row = await found(desk, mark, 1)
    const field = kk(desk, row)
    const words = `Көшеге жарық ${mark}`
    const stands = async () => assert.equal(await field.inputValue(), words)
    await button('proposal.reword', {}, row).click()
    await field.fill(words)

    await page.getByRole('searchbox').fill('ештеңеге ұқсамайды')
    await page.waitForFunction(() => document.querySelectorAll('.virtual > li').length === 1)
    await stands() // the card with the open form stays on the list
    await page.getByRole('combobox', { name: t('consolidate.state') }).selectOption('decided')
    await stands()

    await desk.open('plan')
    await desk.open('consolidate')
    await stands()

    await page.reload()
    await stands()

    await field.press('Escape')
    await field.waitFor({ state: 'detached' })
    await found(desk, mark, 1)
    await row.getByRole('button', { name: new RegExp(t('draft.unfinished')) }).click()
    await stands()

    const [into] = await proposals(newMark(), 'Басқа')
    await api('POST', `/proposals/merge`, { into: into.id, proposals: [proposal.id] })
    await row.getByText(t('proposal.mergedInto', { number: into.number })).waitFor()
    await stands() // a colleague has merged it away

    await button('signOut').click()
    await desk.signIn('organiser')
    await desk.enter(forum)
    await stands()
    await desk.look('kept')
    await row.getByRole('button', { name: t('draft.startAnew') }).click()
    assert.notEqual(await field.inputValue(), words)
    await desk.context.close()
  })

  test('two people change one draft measure', async () => {
    const mark = newMark()
    const [proposal] = await proposals(mark, 'Аялдама керек')
    const question = await api('POST', '/questions', { proposal_id: proposal.id })
    await api('POST', `/questions/${question.id}/votes`, { for: 90, against: 0, abstained: 0, present: 90, eligible: 100 })
    const decision = await api('POST', '/decisions', { question_id: question.id, outcome: 'adopted' })
    const measure = await api('POST', '/measures', { decision_id: decision.id })
    const desk = await deskAt('plan')
    const { t, button } = desk
    const row = card(desk, mark)
    await button('measure.edit', {}, row).click()
    const text = row.getByLabel(`${t('measure.text')} · ${t('text.kk')}`)
    await text.fill(`Аялдама салу ${mark}`)
    await api('PATCH', `/measures/${measure.id}`, { version: 1, text: { kk: `Аялдаманы жөндеу ${mark}` }, funding_source: 'local_budget' })
    await row.getByText(t('funding.local_budget'), { exact: true }).first().waitFor()
    await desk.page.keyboard.press('Control+Enter')
    await row.locator('.newer ins').getByText(`Аялдаманы жөндеу ${mark}`).waitFor()
    assert.equal(await text.inputValue(), `Аялдама салу ${mark}`)
    await desk.look('newer-measure')
    await button('newer.mine', {}, row).click()
    await row.locator('form').waitFor({ state: 'detached' })
    const now = await api('GET', `/measures/${measure.id}`)
    assert.deepEqual([now.text.kk, now.funding_source], [`Аялдама салу ${mark}`, 'local_budget'], 'mine stands, and what I did not touch is as the colleague left it')
    await button('done.undo').click()
    await row.getByText(`Аялдаманы жөндеу ${mark}`).first().waitFor()
    await api('DELETE', `/measures/${measure.id}`)
    await desk.context.close()
  })

  for (const language of ['kk', 'ru']) {
    test(`a measure that comes back is reported on by its periods, in ${language}`, async () => {
      const mark = newMark()
      const [proposal] = await proposals(mark, 'Жыл сайын тексеру керек')
      const question = await api('POST', '/questions', { proposal_id: proposal.id })
      await api('POST', `/questions/${question.id}/votes`, { for: 90, against: 0, abstained: 0, present: 90, eligible: 100 })
      const decision = await api('POST', '/decisions', { question_id: question.id, outcome: 'adopted' })
      const names = [{ name: { kk: `Басқарма ${mark}`, ru: `Управление ${mark}` }, valid_from: '2020-01-01' }]
      const body = await call('/api/sessions/organisations', { token: forum.token, method: 'POST', body: JSON.stringify({ kind: 'state_body', names }) })
      const desk = await deskAt('plan', 'organiser', language)
      const { t, button, page } = desk
      const row = card(desk, mark)
      let measure
      for (;;) { // the service of decisions hears of the body in a moment
        const deadline = { kind: 'recurring', value: 'FREQ=MONTHLY;BYMONTHDAY=-1' }
        const draft = { decision_id: decision.id, lead_body_id: body.id, form_of_completion: { kk: 'есеп', ru: 'отчёт' }, deadline }
        measure = await api('POST', '/measures', draft).catch((error) => String(error).includes('organisation_not_known') ? undefined : Promise.reject(error))
        if (measure) break
      }
      await page.getByRole('searchbox').fill(mark)
      await button('measure.edit', {}, row).click()
      await row.getByLabel(t('deadline.lastDay')).fill('2020-02-29') // the term has ended, and nothing was reported
      await page.keyboard.press('Control+Enter')
      await row.locator('form').waitFor({ state: 'detached' })
      const { deadline } = await api('GET', `/measures/${measure.id}`)
      assert.deepEqual([deadline.value, deadline.due_date], ['FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20200229', '2020-02-29'])
      await api('POST', '/plan/publish', { title: { kk: 'Жоспар', ru: 'План' }, measure_ids: [measure.id] })

      const february = { kk: '2020 жылғы ақпан үшін', ru: 'за февраль 2020 года' }[language]
      await row.getByText(t('measure.overdueFor', { occurrence: february }), { exact: true }).waitFor()
      const register = await (await fetch(`${url}/register/${forum.id}?lang=${language}&q=${mark}`)).text()
      assert.ok(register.includes(february), 'the public register names what is overdue')
      await button('measure.report', {}, row).click()
      assert.equal(await row.getByLabel(t('measure.period')).evaluate((select) => select.selectedOptions[0].text), february)
      await row.getByLabel(t('report.done'), { exact: true }).check()
      await row.locator('[name=text_kk]').fill('Тексерілді')
      await desk.look(`period-${language}`)
      await page.keyboard.press('Control+Enter')
      await row.getByText(t('measure.sure.report')).waitFor()
      await button('save', {}, row).click()
      await button('measure.returnFor', { occurrence: february }, row).waitFor()
      await row.locator('.reports').getByText(february, { exact: true }).waitFor()
      await desk.look(`reported-${language}`)
      await desk.context.close()
    })
  }

  test('chosen rows that a filter hides are counted and shown; the focus never falls to nothing', async () => {
    const mark = newMark()
    await proposals(mark, 'Бірінші', 'Екінші', 'Үшінші', 'Төртінші')
    const desk = await deskAt('consolidate')
    const { page, t, button } = desk
    const rows = await found(desk, mark, 4)
    await rows.nth(0).getByRole('checkbox').check()
    await rows.nth(1).getByRole('checkbox').check()
    await found(desk, `Екінші ${mark}`, 1)
    await page.getByText(t('consolidate.hidden', { count: 1 })).waitFor()
    await button('consolidate.compare', { count: 2 }).click()
    await page.locator('.wording').filter({ hasText: 'Бірінші' }).waitFor()
    await page.locator('.wordings').getByRole('radio').nth(1).check()
    await button('consolidate.merge', { count: 2 }).click()
    await page.locator('.action-bar').waitFor({ state: 'detached' })
    assert.equal(await page.evaluate(() => document.activeElement === document.body), false)
    await found(desk, mark, 3)
    await rows.filter({ hasText: 'Екінші' }).first().waitFor() // its words stand

    const vanishing = rows.nth(1)
    await button('proposal.put', {}, vanishing).click()
    await vanishing.locator('form').getByRole('button', { name: t('proposal.put'), exact: true }).press('Enter')
    await page.waitForFunction(() => document.querySelectorAll('.virtual > li').length === 2)
    await page.waitForFunction(() => document.activeElement?.closest('.virtual > li'))
    await button('done.undo').click() // it really comes back
    await page.waitForFunction(() => document.querySelectorAll('.virtual > li').length === 3)
    await desk.context.close()
  })

  for (const language of ['kk', 'ru', 'en']) {
    test(`an address that leads nowhere says so, in ${language}`, async () => {
      const desk = await openDesk(browser, language)
      await desk.signIn('organiser')
      await desk.page.goto(`${url}/desk/nowhere`)
      await desk.page.getByRole('heading', { level: 1, name: desk.t('notFound.page') }).waitFor()
      await desk.page.goto(`${url}/desk/forums/${forum.id}/nowhere`)
      await desk.page.getByRole('heading', { level: 1, name: desk.t('notFound.page') }).waitFor()
      await desk.look('no-page')
      for (const unknown of ['01890000-0000-7000-8000-000000000000', 'nonsense']) {
        await desk.page.goto(`${url}/desk/forums/${unknown}/plan`)
        await desk.page.getByRole('heading', { level: 1, name: desk.t('notFound.forum') }).waitFor()
      }
      await desk.context.close()
    })
  }
})
