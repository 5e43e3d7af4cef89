// @vitest-environment jsdom
import { waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { Forum } from '../../core/contract/sessions.d.ts'
import { answer, field, here, press, refusal, says, sent, type, visit } from '../testing.tsx'

let stored: Forum
const page = async () => (await import('./ForumSettings.tsx')).default

beforeEach(() => {
  stored = {
    id: 'f', kind: 'city', region: 'KZ-75', title: { kk: 'Қала', ru: 'Город' }, place: { kk: '', ru: '' }, starts_on: '2026-12-05', ends_on: '2026-12-05', opens: '09:00', closes: '18:00',
    time_zone: 'Asia/Almaty', state: 'draft', archived: false, quorum: { eligible: 80, percent: 50 }, version: 1,
  } as unknown as Forum
  answer(`GET ${here.sessions}`, () => stored)
  answer(`PATCH ${here.sessions}`, ({ body: { version, ...change } }) => (version === stored.version ? (stored = { ...stored, ...change, version: version + 1 }) : refusal(409, 'newer_version')))
  answer(`GET ${here.sessions}/themes`, () => ({ items: [] }))
  answer('GET /api/sessions/theme-sets', () => ({ items: [] }))
  answer('GET /api/sessions/regions', () => ({ items: [{ code: 'KZ-75', name: { ru: 'Алматы' }, time_zone: 'Asia/Almaty' }] }))
})

const eligible = () => field<HTMLInputElement>('forum.eligible')
async function save(people: string) {
  await type('forum.eligible', people)
  await press('save')
  await waitFor(async () => expect(stored.quorum.eligible).toBe(Number(people)))
  await says('done.forumChanged')
}

test('a forum is saved twice in a row, and the undo brings back what stood before the second time', async () => {
  await visit(page)
  await save('90')
  expect(await eligible()).toHaveProperty('value', '90')
  await save('100')
  expect(sent().map(({ body }) => body.version)).toEqual([1, 2])
  await press('done.undo')
  await says('done.undone')
  expect(stored).toMatchObject({ version: 4, quorum: { eligible: 90 } })
  await waitFor(async () => expect(await eligible()).toHaveProperty('value', '90'))
})

test('what is typed when an earlier change is taken back is kept, and meets what stands now', async () => {
  await visit(page)
  await save('90')
  await type('forum.percent', '60')
  await press('done.undo')
  await says('done.undone')
  expect(await field('forum.percent')).toHaveProperty('value', '60')
  await press('save')
  await press('newer.mine')
  await waitFor(() => expect(stored.version).toBe(4))
  expect(stored.quorum).toEqual({ eligible: 80, percent: 60 })
})
