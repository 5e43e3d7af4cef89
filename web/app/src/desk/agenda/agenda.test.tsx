// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { Question } from '../../core/contract/sessions.d.ts'
import { answer, field, here, keeps, press, says, sent, t, user, visit } from '../testing.tsx'

const path = `${here.sessions}/agenda-questions`
let all: Question[]
const page = async () => (await import('./Agenda.tsx')).Agenda

beforeEach(() => {
  all = [{ id: 'q1', number: 4, text: 'О пандусах', language: 'ru', organisation: 'ОФ Дана', contact: '', author_id: 'p1', state: 'submitted', answer: {}, session_id: '', submitted_at: '2026-11-20T10:00:00Z', version: 1 }] as unknown as Question[]
  keeps(path, () => all)
  answer(`GET ${here.sessions}/sessions`, () => ({ items: [{ id: 's1', yurt: 3, title: {}, state: 'planned' }], next: '' }))
})

test('a question is put on the agenda of a session', async () => {
  await visit(page)
  await press('preparatory.accept')
  await user.selectOptions(await field<HTMLSelectElement>('preparatory.session'), 's1')
  answer(`POST ${path}/q1/accept`, ({ body }) => ((all = [{ ...all[0]!, ...body, state: 'accepted', version: 2 }]), all[0]))
  await press('preparatory.accept')
  await says('preparatory.accepted', { number: 4 })
  expect(sent()[0]!.body).toEqual({ session_id: 's1' })
  await screen.findByText(t('preparatory.onAgendaOf', { session: t('programme.yurt', { yurt: 3 }) }))
})

test('an answer is needed in both languages', async () => {
  await visit(page)
  await press('preparatory.answer')
  await user.type(await screen.findByLabelText(t('text.ru')), 'Построим')
  await press('preparatory.answer')
  await says('preparatory.both')
  expect(sent()).toEqual([])
  await user.type(await screen.findByLabelText(t('text.kk')), 'Саламыз')
  answer(`POST ${path}/q1/answer`, ({ body }) => ((all = [{ ...all[0]!, state: 'answered', answer: body.text, version: 2 }]), all[0]))
  await press('preparatory.answer')
  await says('preparatory.sureAnswer')
  expect(sent()).toEqual([])
  await press('preparatory.answer')
  await says('preparatory.answered', { number: 4 })
  expect(sent()[0]!.body).toEqual({ text: { kk: 'Саламыз', ru: 'Построим' } })
})
