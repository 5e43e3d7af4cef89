import { expect, test } from 'vitest'
import type { MeasureView } from '../../core/contract/decisions.d.ts'
import { changesOf, type MeasureWords, undoOf } from './measureBody.ts'

const seen = {
  text: { kk: 'Пандус орнату', ru: 'Установить пандус', en: 'Ramps' }, lead_body_id: 'akimat', cost_kzt: 0, funding_source: '',
  co_executors: [{ organisation_id: 'ngo', by_agreement: true, consolidates: false, name: {} }],
  form_of_completion: { kk: '', ru: '' }, deadline: { kind: 'quarter', value: '2027-Q4', due_date: '2027-12-31', phrase: {} },
} as unknown as MeasureView
const untouched: MeasureWords = {
  text: { kk: 'Пандус орнату', ru: 'Установить пандус' }, lead_body_id: 'akimat', cost_kzt: 0, funding_source: '',
  co_executors: [{ organisation_id: 'ngo', by_agreement: true, consolidates: false }], form_of_completion: { kk: '', ru: '' },
  deadline: { kind: 'quarter', value: '2027-Q4' },
}

test('what was not touched is not sent', () => {
  expect(changesOf(untouched, seen)).toEqual({})
  expect(changesOf({ ...untouched, deadline: { kind: 'year', value: '2028' } }, seen)).toEqual({ deadline: { kind: 'year', value: '2028' } })
})

test('the third language stays', () => {
  expect(changesOf({ ...untouched, text: { kk: 'Пандус', ru: '' } }, seen).text).toEqual({ kk: 'Пандус', ru: '', en: 'Ramps' })
})

test('the way back says what was there', () => {
  expect(undoOf({ lead_body_id: 'ngo', cost_kzt: 5 }, seen)).toEqual({ lead_body_id: 'akimat', cost_kzt: 0 })
  expect(undoOf({ deadline: { kind: 'year', value: '2028' } }, { ...seen, deadline: { kind: '', value: '' } } as MeasureView)).toBeUndefined()
})
