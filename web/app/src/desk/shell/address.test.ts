import { expect, test } from 'vitest'
import { parseSearch, stringifySearch } from './address.ts'

test('an address says what was typed, numbers and words alike', () => {
  for (const search of [{ q: '14', state: 'put' }, { q: '№ 14', tag: 'жол-2026' }, { q: 'true' }, { q: '"+&=', at: '1200' }]) {
    expect(parseSearch(stringifySearch(search))).toEqual(search)
  }
  expect(stringifySearch({ q: '', tag: undefined })).toBe('')
})
