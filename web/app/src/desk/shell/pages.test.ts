import { expect, test } from 'vitest'
import type { Account } from '../../core/contract/sessions.d.ts'
import { entriesFor, entryOf, pageOf } from './pages.ts'

const account = (...roles: string[]) => ({ id: 'a', login: 'a', name: 'A', roles: { f: roles } }) as unknown as Account
const names = (...roles: string[]) => entriesFor(account(...roles), 'f').map(({ name }) => name)

test('everybody reads what the services let them read', () => {
  expect(names('secretary')).toEqual(['ready', 'programme', 'people', 'agenda', 'submissions', 'consolidate', 'reports', 'decide', 'plan', 'messages'])
  expect(names('organiser')[0]).toBe('forum')
  expect(names('chair')).toEqual(['programme', 'agenda', 'consolidate', 'reports', 'decide', 'plan'])
})

test('who works in one session sees the pages that are of use there', () => {
  const entries = (roles: Record<string, string[]>) => entriesFor({ id: 'a', roles } as unknown as Account, 'f').map(({ name }) => name)
  expect(entries({ 'f/s': ['facilitator'] })).toEqual(['programme', 'reports'])
  expect(entries({ 'f/s': ['facilitator'], f: ['chair'] })).toContain('decide')
})

test.each([
  ['/forums/f/programme', 'programme'],
  ['/forums/f/sessions', 'programme'],
  ['/forums/f/method/s', 'programme'],
  ['/forums/f/photos/s', 'programme'],
  ['/forums/f/people/badges', 'people'],
  ['/forums/f/parked', 'consolidate'],
  ['/forums/f/intake', 'consolidate'],
  ['/forums/f', undefined],
])('%s stands under %s', (path, name) => {
  expect(entryOf(entriesFor(account('organiser'), 'f'), pageOf(path))?.name).toBe(name)
})
