import { expect, test } from 'vitest'
import { badgeCode, readBadge } from './badge.ts'

test('a badge says who it is and nothing else', () => {
  const id = '019a1f0e-7c3b-7d21-9a54-0123456789ab'
  expect(badgeCode(id)).toBe('SHQP1.019A1F0E7C3B7D219A540123456789AB')
  expect(readBadge(badgeCode(id))).toBe(id)
  expect(readBadge(` ${badgeCode(id).toLowerCase()}\n`)).toBe(id)
  for (const other of ['', id, 'https://shanyraq.test/t/#pair=7K3F92QX', 'SHQP1.019A', `${badgeCode(id)}00`]) expect(readBadge(other)).toBeUndefined()
})
