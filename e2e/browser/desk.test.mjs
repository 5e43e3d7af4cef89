// The desk as a secretary uses it, in a real browser against a real server that runs with --demo: from what was said to an
// accepted report, in Kazakh and in Russian, on three screens, by mouse and by keyboard, with an accessibility check of each page.
//
//   SHANYRAQ_URL=http://127.0.0.1:8080 node --test e2e/browser/desk.test.mjs
//
// SHANYRAQ_PASSWORD (default: the demo's), SHANYRAQ_SCREENSHOTS (a folder; none are taken without it), CHROMIUM.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { launch } from './chromium.mjs'
import { findForum, openDesk, url } from './desk.mjs'

describe('the desk', { skip: !url && 'SHANYRAQ_URL is not set' }, () => {
  let browser
  let forum
  before(async () => {
    forum = await findForum()
    browser = await launch()
  })
  after(() => browser?.close())

  for (const language of ['kk', 'ru']) {
    test(`a suggestion becomes an executed measure, in ${language}`, async (steps) => {
      const mark = `${language}${Date.now().toString(36)}`
      const desk = await openDesk(browser, language)
      const { page, t, button, look } = desk
      const worded = { kk: `Аулаларға пандус орнатылсын ${mark}`, ru: `Установить пандусы во дворах ${mark}` }
      let broken = false // each step stands on the one before
      const step = (name, run) =>
        steps.test(name, { skip: broken && 'the step before failed' }, async () => {
          broken = true
          await run()
          broken = false
        })
      const card = (text) => page.locator('.card').filter({ hasText: text })
      const search = page.getByRole('searchbox')
      const shown = async (count) => {
        await page.waitForFunction((n) => document.querySelectorAll('.virtual > li').length === n, count)
      }

      await step('signs in', async () => {
        await page.goto(`${url}/desk/`)
        await page.getByLabel(t('signIn.login')).waitFor()
        await look('sign-in')
        await page.getByLabel(t('signIn.login')).fill('organiser')
        await page.getByLabel(t('signIn.password')).fill('wrong')
        await page.keyboard.press('Enter')
        await page.getByRole('alert').waitFor()
        await desk.signIn('organiser')
        await look('forums')
        await desk.enter(forum)
        await page.locator('.pill.live').waitFor()
      })

      await step('sees what is said as it is said', async () => {
        await page.locator('.virtual > li').first().waitFor()
        await look('consolidate')
        await page.locator('h1').focus()
        await page.keyboard.press('/')
        await page.keyboard.type(mark)
        assert.equal(await search.inputValue(), mark, '"/" leads to the search')
        await page.getByText(t('consolidate.nothingFound')).waitFor()
        await forum.say([`пандус керек ${mark}`, `нужны пандусы ${mark}`, `жарық керек ${mark}`], language)
        await shown(3)
      })

      await step('merges and undoes', async () => {
        const boxes = page.locator('.proposal').getByRole('checkbox')
        await boxes.nth(0).check()
        await boxes.nth(1).check()
        await look('merging')
        await boxes.nth(1).press('Enter') // from a chosen row to the bar
        await page.keyboard.press('Enter')
        assert.equal(await page.locator('.wording').count(), 2, 'both wordings are there to choose between')
        await look('comparing')
        await button('consolidate.merge', { count: 2 }).click()
        await shown(2)
        assert.equal(await page.evaluate(() => document.activeElement?.type), 'checkbox', 'the focus is on the row that took in the other')
        await button('done.undo').click()
        await shown(3)
        await boxes.nth(0).check()
        await boxes.nth(1).check()
        await button('consolidate.compare', { count: 2 }).click()
        await button('consolidate.merge', { count: 2 }).click()
        await shown(2)
        await page.locator('.action-bar').waitFor({ state: 'detached' })
        assert.equal(await page.locator('.said li').count(), 2)
      })

      await step('words', async () => {
        const proposal = page.locator('.proposal').first()
        await button('proposal.reword', {}, proposal).click()
        await page.keyboard.press('Escape')
        const back = button('proposal.reword', {}, proposal)
        await back.waitFor()
        await page.waitForFunction((name) => document.activeElement?.textContent === name, t('proposal.reword'))
        await page.keyboard.press('Enter')
        await proposal.getByRole('textbox', { name: t('text.kk'), exact: true }).fill(worded.kk)
        await proposal.getByRole('textbox', { name: t('text.ru'), exact: true }).fill(worded.ru)
        await proposal.getByLabel(t('proposal.translationChecked')).check()
        await look('wording')
        await page.keyboard.press('Control+Enter')
        await card(worded.kk).filter({ hasText: worded.ru }).waitFor()
      })

      await step('puts to the vote', async () => {
        const proposal = card(worded.kk)
        await button('proposal.put', {}, proposal).click()
        await look('putting')
        await proposal.locator('form').getByRole('button', { name: t('proposal.put'), exact: true }).click()
        await shown(1)
      })

      await step('counts', async () => {
        await desk.open('decide')
        const question = card(worded.kk)
        await button('decide.count', {}, question).click()
        for (const [side, hands] of [['for', 17], ['against', 1], ['abstained', 2]]) await question.getByLabel(t(`vote.${side}`), { exact: true }).fill(String(hands))
        await look('counting')
        await page.keyboard.press('Enter')
        await question.getByText(t('vote.passed')).waitFor()
      })

      await step('records a decision and corrects it', async () => {
        const question = card(worded.kk)
        await button('decide.record', {}, question).click()
        await look('deciding')
        const record = question.locator('form').getByRole('button', { name: t('decide.record'), exact: true })
        await record.click()
        await question.getByRole('group', { name: t('decide.sure', { outcome: t('outcome.adopted') }) }).waitFor() // it stays for ever: asked first
        await record.click()
        const entry = page.locator('.log .card').filter({ hasText: worded.kk })
        await button('decide.correct', {}, entry).click()
        await entry.getByLabel(t('outcome.adopted_with_changes')).check()
        await entry.getByLabel(`${t('decide.text')} · ${t('text.kk')}`).fill(`${worded.kk} 2026`)
        await look('correcting')
        await button('decide.recordCorrection', {}, entry).click()
        await look('sure')
        await button('decide.recordCorrection', {}, entry).click()
        await page.locator('.log .corrected').filter({ hasText: worded.kk }).waitFor()
        await page.locator('.log .card:not(.corrected)').filter({ hasText: `${worded.kk} 2026` }).waitFor()
      })

      await step('drafts a measure and publishes the plan', async () => {
        await desk.open('plan')
        await search.fill(mark) // wherever in a long plan it stands
        await button('plan.add').click()
        const form = page.locator('form.card')
        await form.getByLabel(t('measure.lead')).selectOption({ index: 1 })
        await button('measure.addCoExecutor', {}, form).click()
        const coExecutor = form.getByRole('group', { name: t('measure.coExecutor', { number: 1 }) })
        const beside = coExecutor.locator('option').nth(2)
        const besideName = await beside.textContent()
        await coExecutor.getByRole('combobox').selectOption(await beside.getAttribute('value'))
        await coExecutor.getByLabel(t('measure.roleByAgreement')).check()
        await look('measure')
        await page.keyboard.press('Control+Enter')
        const draft = card(`${worded.kk} 2026`)
        await draft.getByText(`${besideName} ${t('measure.byAgreement')}`).waitFor()
        await draft.getByText(t('measure.lacks', { what: '' }).trim()).waitFor()
        await button('measure.edit', {}, draft).click()
        await draft.getByLabel(`${t('measure.form')} · ${t('text.kk')}`).fill('есеп')
        await draft.getByLabel(`${t('measure.form')} · ${t('text.ru')}`).fill('отчёт')
        await draft.getByLabel(t('deadline.year'), { exact: true }).fill('2030')
        await draft.getByLabel(t('measure.cost')).fill('12,5')
        await draft.getByLabel(t('measure.funding')).selectOption('local_budget')
        await button('save', {}, draft).click()
        await draft.getByText('2030').first().waitFor()
        // A draft that nobody finishes stands in nobody's way, and can be taken back.
        await button('plan.add').click()
        await form.getByLabel(`${t('measure.text')} · ${t('text.kk')}`).fill(`Артық ${mark}`)
        await form.getByLabel(`${t('measure.text')} · ${t('text.ru')}`).fill(`Лишнее ${mark}`)
        await page.keyboard.press('Control+Enter')
        const unfinished = card(`Артық ${mark}`)
        await unfinished.waitFor()
        await button('plan.publishOpen').click()
        const ticked = form.getByRole('checkbox', { checked: true })
        while (await ticked.count()) await ticked.first().uncheck()
        await form.getByRole('checkbox', { name: language === 'kk' ? `${worded.kk} 2026` : worded.ru }).check()
        assert.ok(await form.getByRole('checkbox', { name: mark, disabled: true }).isDisabled())
        await look('publishing')
        await button('plan.publish', { count: 1 }, form).click()
        await form.getByRole('group', { name: t('plan.publishSure') }).waitFor() // no way back: asked first, and "cancel" has the focus
        await button('plan.publish', { count: 1 }, form).click()
        await draft.getByText(t('measure.state.planned'), { exact: true }).waitFor()
        await button('measure.remove', {}, unfinished).click()
        await look('removing')
        await unfinished.getByRole('group').getByRole('button', { name: t('measure.remove'), exact: true }).click()
        await unfinished.waitFor({ state: 'detached' })
      })

      await step('reports, accepts, and leaves the last word to another person', async () => {
        const measure = card(`${worded.kk} 2026`)
        await button('measure.report', {}, measure).click()
        await measure.getByLabel(t('report.done'), { exact: true }).check()
        await measure.getByLabel(`${t('measure.reportText')} · ${t('text.kk')}`).fill('Пандустар орнатылды')
        await measure.getByLabel(`${t('measure.reportText')} · ${t('text.ru')}`).fill('Пандусы установлены')
        await look('reporting')
        await button('save', {}, measure).click()
        await measure.getByRole('group', { name: t('measure.sure.report') }).getByRole('button', { name: t('save') }).click()
        await measure.getByText(t('report.state.submitted'), { exact: true }).waitFor()
        assert.equal(await button('measure.accept', {}, measure).count(), 0, 'nobody is offered to accept their own report')
        await look('plan')

        const other = await openDesk(browser, language, 'dark')
        await other.signIn('controller')
        await other.enter(forum)
        await other.open('plan')
        await other.page.getByRole('searchbox').fill(mark)
        const same = other.page.locator('.card').filter({ hasText: `${worded.kk} 2026` })
        await other.button('measure.accept', {}, same).click()
        await other.look('accepting')
        await same.getByRole('group').getByRole('button', { name: t('measure.accept'), exact: true }).click()
        await same.getByText(t('measure.state.done'), { exact: true }).waitFor()
        assert.equal(await other.button('measure.offControl', {}, same).count(), 0, 'nor to close what they accepted')
        await other.look('plan')
        other.assertQuiet()
        await other.context.close()
        await button('measure.offControl', {}, measure).click() // the first desk follows
        await measure.getByRole('group').getByRole('button', { name: t('measure.offControl'), exact: true }).click()
        await measure.getByText(t('measure.state.off_control'), { exact: true }).waitFor()
      })

      await step('reads what participants were told', async () => {
        await desk.open('messages')
        const first = page.locator('.subject').first()
        await first.click()
        await page.locator('.letter pre').waitFor()
        assert.ok((await page.locator('.letter pre').innerText()).length > 40)
        await look('messages')
      })

      await step('registers a participant', async () => {
        await desk.open('people')
        const name = `Айгүл ${mark}`
        await page.getByLabel(t('people.name'), { exact: true }).fill(name)
        await page.getByLabel(t('people.consentProcessing')).check()
        await page.getByLabel(t('people.consentNotifications')).check()
        await page.locator('[name=address]').fill(`${mark}@example.kz`)
        await look('registration')
        await page.keyboard.press('Enter')
        await page.getByText(t('people.added', { name })).waitFor()
        await search.fill(mark)
        const row = page.locator('.rows > li').filter({ hasText: name })
        await row.getByRole('button', { name: t('people.checkIn') }).click()
        await row.getByText(t('people.here'), { exact: true }).waitFor()
        await page.locator('.done-bar').getByText(t('done.checkedIn', { name })).waitFor()
        await button('done.undo').click()
        await row.getByText(t('people.here'), { exact: true }).waitFor({ state: 'detached' }) // somebody else has come
        await row.locator('.presence').click()
        await row.getByText(t('people.here'), { exact: true }).waitFor()
        await look('people')
        await row.getByRole('button', { name: t('consents.open') }).click()
        await row.locator('.consents summary').first().click()
        await look('consents')
        await row.getByRole('button', { name: t('consents.withdraw.processing') }).click()
        await row.getByRole('button', { name: t('consents.yes') }).click()
        await row.waitFor({ state: 'detached' })
        await search.fill('')
      })

      await step('pairs a tablet', async () => {
        await desk.open('programme')
        await page.locator('.day-grid').waitFor()
        await look('programme')
        await page.getByRole('link', { name: t('pages.view.sessions'), exact: true }).click()
        await page.locator('.card').first().waitFor()
        await button('programme.pair').first().click()
        await page.locator('.pairing svg path').waitFor()
        assert.match(await page.locator('.code').innerText(), /^[0-9A-Z -]{8,}$/)
        await look('sessions')
      })

      await step('stays signed in through a reload and then signs out', async () => {
        await page.reload()
        await page.getByRole('heading', { level: 1, name: t('programme.title') }).waitFor()
        await button('signOut').click()
        await page.getByLabel(t('signIn.password')).waitFor()
        desk.assertQuiet()
        await desk.context.close()
      })
    })
  }

  test('in the dark everything can be read as well', async () => {
    const desk = await openDesk(browser, 'kk', 'dark')
    await desk.signIn('secretary')
    await desk.enter(forum)
    for (const name of ['programme', 'people', 'consolidate', 'decide', 'plan', 'messages']) {
      await desk.page.getByRole('link', { name: desk.t(`pages.${name}`), exact: true }).click()
      await desk.page.locator('.card, .rows, .day-grid').first().waitFor()
      await desk.look(name)
    }
    desk.assertQuiet()
    await desk.context.close()
  })
})
