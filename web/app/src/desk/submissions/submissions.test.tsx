// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { Submission } from '../../core/contract/sessions.d.ts'
import { answer, field, here, keeps, press, refusal, requests, says, sent, t, type, user, visit } from '../testing.tsx'

const path = `${here.sessions}/submissions`
let all: Submission[]
const page = async () => (await import('./Submissions.tsx')).Submissions
const button = (key: string) => screen.findByRole('button', { name: `${t(key)} 7K3F-92QX-AB` })

beforeEach(() => {
  all = [{ id: 's1', code: '7K3F-92QX-AB', text: 'Лавочки, Айгүл', language: 'ru', theme_id: 't1', district_id: '', organisation: '', author_id: 'p1', state: 'waiting', reason: {}, received_at: '2026-11-20T10:00:00Z', version: 3 }] as unknown as Submission[]
  keeps(path, () => all)
  answer(`GET ${here.sessions}/themes`, () => ({ items: [{ id: 't1', title: { ru: 'Город' } }, { id: 't2', title: { ru: 'Вода' } }], next: '' }))
})

test('what waits is taken up under another theme and without what is hidden', async () => {
  await visit(page)
  await says('submissions.wantsToHear')
  expect(requests(`GET ${path}`)[0]!.query.state).toBe('waiting')
  await user.click(await button('submissions.accept'))
  await user.selectOptions(await field<HTMLSelectElement>('submissions.theme'), 'Вода')
  await type('submissions.hide', 'Айгүл\n\n  ')
  answer(`POST ${path}/s1/accept`, () => ((all = []), { ...all[0], state: 'accepted', version: 4 }))
  await press('submissions.accept')
  await says('submissions.accepted')
  expect(sent()[0]!.body).toEqual({ hide: ['Айгүл'], theme_id: 't2', version: 3 })
})

test('the form’s address is the institution’s, wherever this desk is opened', async () => {
  await visit(page)
  expect(await screen.findByRole('link', { name: 'https://forum.example/speak/f' })).toHaveProperty('href', 'https://forum.example/speak/f')
})

test('it is refused with a reason only, and what a colleague did meanwhile is said', async () => {
  await visit(page)
  await user.click(await button('submissions.refuse'))
  await press('submissions.refuse')
  await says('text.needed')
  expect(sent()).toEqual([])
  await user.type(await screen.findByLabelText(t('text.ru')), 'Жалоба')
  answer(`POST ${path}/s1/refuse`, () => refusal(409, 'changed_meanwhile', 'Кто-то изменил'))
  await press('submissions.refuse')
  await says('submissions.sureRefuse')
  expect(sent()).toEqual([])
  await press('submissions.refuse')
  await screen.findByText('Кто-то изменил')
  await visit(page) // what was typed is there after a reload
  expect(await screen.findByLabelText(t('text.ru'))).toHaveProperty('value', 'Жалоба')
})
