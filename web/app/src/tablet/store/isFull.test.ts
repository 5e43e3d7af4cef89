import Dexie from 'dexie'
import { expect, test } from 'vitest'
import { isFull } from './isFull.ts'

test('a full tablet is told from other trouble, also inside what Dexie makes of it', () => {
  const full = new DOMException('', 'QuotaExceededError')
  expect(isFull(full)).toBe(true)
  expect(isFull(new Dexie.AbortError('the transaction ended', full))).toBe(true)
  expect(isFull(new Dexie.AbortError('the transaction ended', new Error('other')))).toBe(false)
  expect(isFull(new DOMException('', 'EncodingError'))).toBe(false)
})
