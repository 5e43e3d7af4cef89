// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { answer, here, says, sent, t, user, visit } from '../testing.tsx'

const page = async () => (await import('./Ready.tsx')).default
const ways = async () => (await screen.findAllByRole('link', { name: new RegExp(t('ready.go')) })).map((one) => one.getAttribute('href'))
const signedIn = (roles: Record<string, string[]>) => answer('POST /api/sessions/token', () => ({ access_token: 'token', account: { id: 'a', login: 'a', name: 'A', roles } }))

beforeEach(() => {
  answer('GET /api/sessions/forums', () => ({ items: [], next: '' }))
  answer(`GET ${here.sessions}/readiness`, () => ({
    sessions: [{ id: 's1', yurt: 3, facilitated: true, tablets: 0, rounds: 0 }], empty_themes: [], untranslated: [{ kind: 'theme', id: 't1' }], people: 0, without_consent: 0, organisers: 1,
    tablets: [{ id: 'd1', session_id: 's1', name: 'Планшет 7', heard_at: null, battery: null, app_version: '', clock_offset_ms: 0, unsent: 0 }],
    backup_at: '2026-11-30T01:00:00Z', backup_failed: '', now: '2026-11-30T10:00:00Z',
  }))
  answer(`GET ${here.sessions}/sessions`, () => ({ items: [{ id: 's1', yurt: 3, title: {} }], next: '' }))
  answer(`GET ${here.sessions}/themes`, () => ({ items: [], next: '' }))
  answer('GET /api/notifications/mail', () => ({ server: true, trouble: { kk: 'кілт жоғалған', ru: 'ключ потерян' } }))
})

test('an organiser is led to each page that mends something', async () => {
  signedIn({ f: ['organiser'] })
  await visit(page)
  expect((await ways()).toSorted()).toEqual(['/forums/f/forum', '/forums/f/people', '/forums/f/programme', '/forums/f/tablets', '/forums/f/tablets', '/staff'])
})

test('a tablet that is silent is named with its place', async () => {
  signedIn({ f: ['organiser'] })
  await visit(page)
  await screen.findByText(`${t('programme.yurt', { yurt: 3 })} · Планшет 7`)
})

test('who organises everything hears that letters wait, and mends it on the page of settings', async () => {
  signedIn({ '*': ['organiser'] })
  await visit(page)
  expect((await screen.findAllByText(t('ready.rule.mailBroken', { count: 1 }))).length).toBeGreaterThan(0)
  expect(await ways()).toContain('/settings')
})

test('a secretary is told the same, and led only where a secretary is let in', async () => {
  signedIn({ f: ['secretary'] })
  await visit(page)
  await says('ready.rule.noTablet', { count: 1 })
  expect(await ways()).toEqual(['/forums/f/people'])
})

test('an organiser of all forums begins the rehearsal and is in it', async () => {
  let begun = false
  const real = { id: 'f', title: { kk: 'Форум' }, state: 'draft', archived: false, quorum: {} }
  signedIn({ '*': ['organiser'] })
  answer(`GET ${here.sessions}`, () => real)
  answer('GET /api/sessions/forums', () => ({ items: begun ? [real, { id: 'r', rehearsal_of: 'f', title: {}, state: 'draft' }] : [real], next: '' }))
  answer('GET /api/sessions/forums/r', () => ({ ...real, id: 'r', rehearsal_of: 'f' }))
  answer(`POST ${here.sessions}/rehearsal`, () => ((begun = true), { id: 'r', rehearsal_of: 'f' }))
  await visit(page)
  await user.click(await screen.findByRole('button', { name: t('rehearsal.begin') }))
  expect(sent().map(({ path }) => path)).toEqual([`${here.sessions}/rehearsal`])
  await visit(page)
  expect((await screen.findByRole('link', { name: t('rehearsal.open') })).getAttribute('href')).toBe('/forums/r/tablets')
})
