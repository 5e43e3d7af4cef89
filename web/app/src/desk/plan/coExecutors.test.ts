import { expect, test } from 'vitest'
import type { MeasureView } from '../../core/contract/decisions.d.ts'
import { rowsOf, wordsOf } from './coExecutors.ts'

const body = { organisation_id: '0190b5a0-0000-7000-8000-000000000001', by_agreement: true, consolidates: false }

test('a draft’s co-executors come back as they were, without the names that only the server writes', () => {
  const measure = { co_executors: [{ ...body, name: { kk: 'Басқарма', ru: 'Управление' } }] } as MeasureView
  expect(wordsOf(rowsOf(measure))).toEqual([body])
})

test('a row without a body is not sent; no row at all takes the last co-executor away', () => {
  expect(wordsOf([{ key: 'a', organisation_id: '', by_agreement: true, consolidates: true }, { key: 'b', ...body }])).toEqual([body])
  expect(wordsOf(rowsOf())).toEqual([])
})
