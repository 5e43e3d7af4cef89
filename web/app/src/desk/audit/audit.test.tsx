// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { answer, forum, requests, visit } from '../testing.tsx'
import { services } from './entries.ts'

const page = async () => (await import('./Audit.tsx')).default

beforeEach(() => {
  answer('GET /api/sessions/institution', () => ({ title: {}, accent: '', logo_url: '', languages: ['kk', 'ru', 'en'], time_zone: 'Europe/Berlin', address: 'https://forum.example' }))
  answer('GET /api/sessions/forums', () => ({ items: [{ id: forum, title: { ru: 'Форум' }, time_zone: 'Asia/Ulaanbaatar' }], next: '' }))
  answer('GET /api/sessions/accounts', () => ({ items: [], next: '' }))
  const entry = { number: 1, at: `${new Date().getUTCFullYear()}-03-10T23:30:00Z`, by: '', kind: '', address: '', noun: 'sign-in', act: 'post', code: '', of: {}, changes: [], forum_ids: [] }
  for (const service of services) answer(`GET /api/${service}/audit`, () => ({ items: service === 'sessions' ? [entry] : [], next: '' }))
})

test.each([
  ['the institution’s', '', '2026-03-09T23:00:00.000Z', '2026-03-10T23:00:00.000Z', '00:30'],
  ['the forum’s that is looked at', '&forum=f', '2026-03-09T16:00:00.000Z', '2026-03-10T16:00:00.000Z', '07:30'],
])('days and times are %s', async (_, more, from, to, time) => {
  await visit(page, `?from=2026-03-10&to=2026-03-10${more}`)
  await screen.findByText(new RegExp(time), { selector: 'time' })
  expect(requests('GET /api/sessions/audit').at(-1)!.query).toMatchObject({ from, to })
})
