import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { finds, fold, numberIn, readCode, shows } from './text.ts'

// The cases of the server's test.
const cases = JSON.parse(readFileSync(new URL('../../../../pkg/text/testdata/cases.json', import.meta.url), 'utf8'))

test.each(cases.same as [string, string, string][])('the same: %s', (_, a, b) => {
  expect(fold(a)).toBe(fold(b))
  expect(fold(a)).not.toBe('')
})

test.each(cases.different as [string, string, string][])('different: %s', (_, a, b) => {
  expect(fold(a)).not.toBe(fold(b))
})

test.each(cases.keys as [string, string][])('the key of %j', (text, key) => {
  expect(fold(text)).toBe(key)
})

test.each(cases.finds as [string, string, boolean][])('%j sought by %j', (text, query, found) => {
  expect(finds(fold(text), query)).toBe(found)
})

test.each(cases.numbers as [string, number][])('the number in %j', (query, number) => {
  expect(numberIn(query)).toBe(number)
})

test.each(cases.shows as [string, boolean][])('%j shows something: %j', (text, something) => {
  expect(shows(text)).toBe(something)
})

test.each(cases.codes as [string, string][])('the code %j', (typed, code) => {
  expect(readCode(typed)).toBe(code)
})
