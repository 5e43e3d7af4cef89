// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { Account } from '../../core/contract/sessions.d.ts'
import { answer, field, forum, here, keeps, press, refusal, says, sent, t, type, user, visit } from '../testing.tsx'

const accounts = '/api/sessions/accounts'
let stored: Account
const page = async () => (await import('./Staff.tsx')).default

beforeEach(() => {
  stored = { id: 'b', login: 'dana', name: 'Дана', email: '', language: 'kk', disabled: false, last_seen_at: null, roles: { [forum]: ['secretary'], [`${forum}/s1`]: ['facilitator'] }, version: 1 } as unknown as Account
  keeps(accounts, () => [stored])
  answer(`PATCH ${accounts}/b`, ({ body: { version, ...change } }) => (version === stored.version ? (stored = { ...stored, ...change, version: version + 1 }) : refusal(409, 'newer_version')))
  answer('GET /api/sessions/invites', () => ({ items: [], next: '' }))
  answer('GET /api/sessions/forums', () => ({ items: [{ id: forum, title: { ru: 'Форум' } }], next: '' }))
  answer(`GET ${here.sessions}/sessions`, () => ({ items: [{ id: 's1', yurt: 3, title: {} }, { id: 's2', yurt: 4, title: {} }], next: '' }))
})

const change = async () => user.click(await screen.findByRole('button', { name: `${t('staff.change')} Дана` }))
const form = () => screen.findByRole('form', { name: t('staff.change') })

test('what clashes with a colleague’s change is said in words, and what was typed is saved', async () => {
  await visit(page)
  await change()
  await type('staff.name', 'Дана Ахметова')
  stored = { ...stored, language: 'ru', roles: { [forum]: ['chair'], [`${forum}/s2`]: ['facilitator'] }, version: 2 }
  await press('save')
  const clash = within(await form())
  await clash.findByText(`${t('staffRole.chair')} · Форум; ${t('staffRole.facilitator')} · Форум · ${t('programme.yurt', { yurt: 4 })}`)
  await clash.findByText(t('text.ru'), { selector: 'ins' })
  await press('newer.mine')
  await says('staff.changed', { name: 'Дана Ахметова' })
  expect(stored).toMatchObject({ name: 'Дана Ахметова', language: 'ru', roles: { [forum]: ['chair'] }, version: 3 })
})

test('a change is taken back, and only what was changed', async () => {
  await visit(page)
  await change()
  await type('staff.email', 'dana@example.kz')
  await press('save')
  await says('staff.changed', { name: 'Дана' })
  await press('done.undo')
  await says('done.undone')
  expect(sent().map(({ body }) => body)).toEqual([{ email: 'dana@example.kz', version: 1 }, { email: '', version: 2 }])
})

test('Escape leaves a form as its button does: what was typed waits, and that is said', async () => {
  await visit(page)
  await press('staff.invite')
  await type('staff.names', 'Дәурен')
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByLabelText(t('staff.names'))).toBeNull())
  await user.click(await screen.findByRole('button', { name: new RegExp(t('draft.unfinished')) }))
  expect(await field('staff.names')).toHaveProperty('value', 'Дәурен')
  await visit(page) // left open, it opens again with its page
  expect(await field('staff.names')).toHaveProperty('value', 'Дәурен')
})
