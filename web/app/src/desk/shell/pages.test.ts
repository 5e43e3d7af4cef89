import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { StaffRole } from '../../core/contract/enums.ts'
import type { Account } from '../../core/contract/sessions.d.ts'
import { entriesFor, entryOf, housePagesFor, pageOf, startFor } from './pages.ts'

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

/** The staff that a route lets in, as its service's document says; undefined: anybody. */
function letsIn(verb: string, path: string): string[] | undefined {
  const document = readFileSync(new URL(`../../../../../schemas/openapi/${path.split('/')[2]}.yaml`, import.meta.url), 'utf8')
  const [, of] = document.split(`\n  ${path}:\n`)
  const operation = of?.split(/\n {2}\S/)[0]!.split(new RegExp(`(?:^|\\n) {4}${verb}:\\n`))[1]?.split(/\n {4}\S/)[0]
  expect(operation, `${verb} ${path} in its document`).toBeDefined()
  return /x-roles:\n((?: {8}- \w+\n)+)/.exec(operation!)?.[1]!.match(/\w+/g)?.filter((role) => role !== 'tablet').toSorted()
}

/** What a page is nothing without. */
test.each([
  ['forum', 'patch', '/api/sessions/forums/{forum}'],
  ['ready', 'get', '/api/sessions/forums/{forum}/readiness'],
  ['programme', 'get', '/api/sessions/forums/{forum}/sessions'],
  ['tablets', 'get', '/api/sessions/forums/{forum}/devices'],
  ['people', 'get', '/api/sessions/forums/{forum}/participants'],
  ['agenda', 'get', '/api/sessions/forums/{forum}/agenda-questions'],
  ['submissions', 'get', '/api/sessions/forums/{forum}/submissions'],
  ['consolidate', 'get', '/api/decisions/forums/{forum}/proposals'],
  ['reports', 'get', '/api/facilitation/forums/{forum}/reports'],
  ['decide', 'get', '/api/decisions/forums/{forum}/questions'],
  ['plan', 'get', '/api/decisions/forums/{forum}/measures'],
  ['messages', 'get', '/api/notifications/forums/{forum}/messages'],
])('%s is shown to whom its service lets in', (name, verb, path) => {
  const shown = StaffRole.filter((role) => names(role).includes(name))
  expect(shown.toSorted()).toEqual(letsIn(verb, path) ?? StaffRole.toSorted())
})

test.each([
  ['organisations', 'get', '/api/sessions/organisations/duplicates', 'f'],
  ['staff', 'get', '/api/sessions/accounts', 'f'],
  ['audit', 'get', '/api/sessions/audit', 'f'],
  ['settings', 'get', '/api/sessions/settings', '*'],
] as const)('%s of the installation, too', (name, verb, path, scope) => {
  const shown = (of: string) => StaffRole.filter((role) => housePagesFor({ roles: { [of]: [role] } } as unknown as Account).includes(name)).toSorted()
  expect(shown(scope)).toEqual(letsIn(verb, path))
  expect(shown('f/s')).toEqual([])
  if (scope === '*') expect(shown('f')).toEqual([])
})

test('one begins in a forum on a page that one’s roles are for', () => {
  expect(startFor(account('chair'), 'f')).toBe('consolidate')
  expect(startFor({ roles: { 'f/s': ['facilitator'] } } as unknown as Account, 'f')).toBe('programme')
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
