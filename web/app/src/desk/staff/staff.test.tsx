import { expect, test } from 'vitest'
import { rolesOf, rowsOf } from './roles.ts'

test('roles are rows and rows are roles', () => {
  const roles = { '*': ['organiser'], f: ['chair', 'secretary'], 'f/s': ['facilitator'] }
  expect(rolesOf(rowsOf(roles))).toEqual(roles)
  expect(rolesOf([{ forum: 'f', session: '', role: 'chair' }, { forum: 'f', session: '', role: 'chair' }])).toEqual({ f: ['chair'] })
})
