// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ParticipantView } from '../../core/contract/sessions.d.ts'
import { answer, field, forum, held, here, keeps, press, refusal, says, sent, t, type, user, visit } from '../testing.tsx'

describe('registration', () => {
  const people = `${here.sessions}/participants`
  const page = async () => {
    const { Registration } = await import('./Registration.tsx')
    return () => <Registration forum={forum} />
  }
  /** Whoever is registered: their consents and where to write to. */
  const takes = (id: string) => {
    answer(`POST ${people}/${id}/consents`, () => ({}))
    answer(`PUT ${here.notifications}/contacts/${id}`, () => ({}))
    answer(`DELETE ${people}/${id}`, () => undefined)
  }
  const asked = () => sent().map(({ method, path, body }) => [method, path.split('/').at(-1), body.scope ?? body.address ?? body.name])
  const agree = async (key: string) => {
    await waitFor(async () => expect(await field(key)).toHaveProperty('disabled', false))
    await user.click(await field(key))
  }
  beforeEach(() => {
    answer(`GET ${here.sessions}/consent-text`, () => ({ version: 3, processing: { ru: 'Обработка' }, notifications: { ru: 'Письма' } }))
    answer(`GET ${here.notifications}/channels`, () => ({ items: ['email', 'sms'].map((channel) => ({ channel, title: { ru: `By ${channel}` }, address: { ru: `Where ${channel} goes` } })) }))
    answer(`GET ${people}`, ({ query: { q = '' } }) => ({ items: q.startsWith('Сериккызы') ? [{ id: 'p', name: 'Серікқызы Айжан', key: '17' }] : [], next: '' }))
    answer(`POST ${people}`, ({ body }) => (takes(body.id), {}))
  })

  test('keeps an address only of those who want letters, and the next one begins anew', async () => {
    await visit(page)
    await type('people.name', 'Айгуль')
    await agree('people.consentProcessing')
    await agree('people.consentNotifications')
    await user.type(await screen.findByLabelText('Where email goes'), 'a@b.kz')
    await agree('people.consentNotifications')
    await press('people.add')
    await says('people.added', { name: 'Айгуль' })
    expect(asked()).toEqual([['POST', 'participants', 'Айгуль'], ['POST', 'consents', 'processing']])
    await waitFor(async () => expect(await field('people.name')).toHaveProperty('value', ''))
    await type('people.name', 'Болат')
    expect(await field('people.consentProcessing')).toHaveProperty('checked', false)
    await press('people.add')
    await says('people.added', { name: 'Болат' })
    const [first, , second] = sent()
    expect(second!.body.id).not.toBe(first!.body.id)
    await press('done.undo')
    await says('done.undone')
    expect(sent().at(-1)!.path).toBe(`${people}/${second!.body.id}`)
  })

  test('says who has such a name already, before somebody stands there twice', async () => {
    await visit(page)
    await type('people.name', 'Сериккызы')
    await says('people.alike', { names: 'Серікқызы Айжан (17)' })
    await type('people.name', 'Ким Виктор')
    await waitFor(() => expect(screen.queryByText(/Серікқызы/)).toBeNull())
    expect(sent()).toEqual([])
  })

  test('that broke off half way goes on with the same person', async () => {
    await visit(page)
    await type('people.name', 'Айгуль')
    await agree('people.consentNotifications')
    await user.selectOptions(await field('people.channel'), 'By sms')
    await user.type(await screen.findByLabelText('Where sms goes'), '8701')
    answer(`POST ${people}`, ({ body }) => {
      takes(body.id)
      answer(`PUT ${here.notifications}/contacts/${body.id}`, () => refusal(503, 'busy', 'Позже'))
      return {}
    })
    await press('people.add')
    await screen.findByText('Позже')
    expect(await screen.findByLabelText('Where sms goes')).toHaveProperty('value', '8701')
    answer(`POST ${people}`, ({ body }) => (takes(body.id), {}))
    await press('people.add')
    await says('people.added', { name: 'Айгуль' })
    expect(asked().slice(2)).toEqual([['POST', 'participants', 'Айгуль'], ['PUT', sent()[0]!.body.id, '8701'], ['POST', 'consents', 'notifications']])
    expect(sent()[2]!.body.id).toBe(sent()[0]!.body.id)
    expect(sent().slice(3).map(({ body }) => body.channel)).toEqual(['sms', 'sms'])
  })
})

describe('a consent', () => {
  test('is withdrawn in every channel, after a question; one that was refused stays given', async () => {
    const consents = `${here.sessions}/participants/x/consents`
    answer(`GET ${consents}`, () => ({ items: [] }))
    await visit(async () => {
      const { Consents } = await import('./Consents.tsx')
      const given = ['email', 'telegram'].map((channel) => ({ scope: 'notifications', channel, given: true }))
      const person = { id: 'x', name: 'Айгуль', consents: [...given, { scope: 'notifications', channel: 'sms', given: false }] } as unknown as ParticipantView
      return () => <Consents forum={forum} person={person} />
    })
    answer(`POST ${consents}`, () => refusal(503, 'busy', 'Позже'))
    const withdraw = async () => {
      await press('consents.withdraw.notifications')
      await says('consents.sure.notifications', { name: 'Айгуль' })
    }
    await withdraw()
    await press('cancel')
    expect(sent()).toEqual([])
    await withdraw()
    await press('consents.yes')
    await screen.findByText('Позже')
    answer(`POST ${consents}`, () => ({}))
    await withdraw()
    await press('consents.yes')
    await says('done.consentWithdrawn', { name: 'Айгуль' })
    expect(sent().slice(1).map(({ body }) => body)).toEqual(['email', 'telegram'].map((channel) => ({ scope: 'notifications', channel, given: false })))
  })
})

describe('a file of suggestions', () => {
  const imports = `${here.facilitation}/imports`
  const page = async () => (await import('../intake/Intake.tsx')).Intake
  const alike = [2, 3].map((line) => ({ line, text: `Строка ${line}`, other_line: 0, other_text: 'Было' }))
  const found = (id: string) => ({ id, rows: 5, ready: 5, known: 0, sample: [], columns: [], ignored_columns: [], errors: [], warnings: [], alike })
  const leaveOut = async (line: number) => user.click(await screen.findByRole('checkbox', { name: new RegExp(`${t('import.leaveOut')}.*${line}$`) }))

  test('is stored without the lines that were ticked, once, and is taken back whole', async () => {
    keeps(`${here.sessions}/themes`, () => [])
    await visit(page)
    answer(`POST ${imports}`, ({ query }) => found(query.source!))
    const file = new File(['text'], 'list.csv')
    await user.upload(await field('import.choose'), file)
    await leaveOut(3)
    await says('import.preview', { count: 5, rows: 5 })
    await user.selectOptions(await field('intake.channel'), t('intake.source.call_centre'))
    await screen.findByRole('button', { name: t('import.apply', { count: 5 }) }) // looked at anew, nothing is ticked
    await leaveOut(2)
    const stored = held<unknown>()
    answer(`POST ${imports}/call_centre/apply`, () => stored.promise)
    await press('import.apply', { count: 4 })
    await waitFor(() => expect(screen.getByRole('button', { name: t('import.apply', { count: 4 }) })).toHaveProperty('disabled', true))
    await press('import.apply', { count: 4 })
    stored.release({ applied: 4, already: 0, refused: 0, first_number: 0, last_number: 0 })
    await says('done.imported', { count: 4 })
    answer(`POST ${imports}/call_centre/undo`, () => ({ withdrawn: 3, kept: 1 }))
    await press('done.undo')
    await says('intake.kept', { count: 1 })
    expect(sent().map(({ path, body }) => [path, body.leave_out])).toEqual([[imports, undefined], [imports, undefined], [`${imports}/call_centre/apply`, [2]], [`${imports}/call_centre/undo`, undefined]])
  })
})
