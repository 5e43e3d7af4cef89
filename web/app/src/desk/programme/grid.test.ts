import { expect, test } from 'vitest'
import type { Session } from '../../core/contract/sessions.d.ts'
import { forumTime } from '../../core/forumTime.ts'
import { columnsOf, daysOf, hoursOf, lanesOf, moved } from './grid.ts'

const clock = forumTime('Asia/Almaty')
const at = (id: string, from: string, to: string, yurt = 1, ru = '', day = '2026-06-01') =>
  ({ id, starts_at: clock.instant(`${day}T${from}`), ends_at: clock.instant(`${day}T${to}`), yurt, place: { kk: '', ru }, people: [], state: 'planned' }) as unknown as Session

test('columns are the yurts by number, then places, then what has none', () => {
  const columns = columnsOf([at('a', '09:00', '10:00', 10), at('b', '09:00', '10:00', 0, 'Зал'), at('c', '09:00', '10:00', 2), at('d', '09:00', '10:00', 0), at('e', '11:00', '12:00', 2, 'Луг')])
  expect(columns.map(({ yurt, place }) => `${yurt}${place.ru}`)).toEqual(['2Луг', '10', '0Зал', '0'])
})

test('days are the forum’s and those on which something is planned', () => {
  expect(daysOf('2026-06-01', '2026-06-02', [at('a', '09:00', '10:00', 1, '', '2026-05-20')], clock)).toEqual(['2026-05-20', '2026-06-01', '2026-06-02'])
})

test('the grid shows the forum’s hours and what is outside of them', () => {
  expect(hoursOf('09:00', '18:00', [], clock)).toEqual([540, 1080])
  expect(hoursOf('09:00', '18:00', [at('a', '07:30', '08:00'), at('b', '17:00', '19:10')], clock)).toEqual([420, 1200])
})

test.each([
  ['keeps its length', 600, 90, 1, { starts_at: '2026-06-01T05:00:00.000Z', ends_at: '2026-06-01T06:30:00.000Z', yurt: 1, place: { kk: '', ru: 'Луг' } }],
  ['is never shorter than a step', 600, -30, 1, { starts_at: '2026-06-01T05:00:00.000Z', ends_at: '2026-06-01T05:15:00.000Z', yurt: 1, place: { kk: '', ru: 'Луг' } }],
  ['takes the place of its new column', 600, 60, 2, { starts_at: '2026-06-01T05:00:00.000Z', ends_at: '2026-06-01T06:00:00.000Z', yurt: 2, place: { kk: '', ru: 'Берег' } }],
  ['keeps its own where the yurt has said none', 600, 60, 3, { starts_at: '2026-06-01T05:00:00.000Z', ends_at: '2026-06-01T06:00:00.000Z', yurt: 3, place: { kk: '', ru: 'Луг' } }],
])('a moved session %s', (_, from, minutes, yurt, want) => {
  const columns = columnsOf([at('a', '09:00', '10:30', 1, 'Луг'), at('b', '09:00', '10:00', 2, 'Берег'), at('c', '09:00', '10:00', 3)])
  expect(moved(at('a', '09:00', '10:30', 1, 'Луг'), '2026-06-01', from, minutes, columns.find((one) => one.yurt === yurt)!, clock)).toEqual(want)
})

test('what is in one column at once stands side by side, what follows does not', () => {
  const lanes = lanesOf([at('a', '09:00', '10:00'), at('b', '09:30', '11:00'), at('c', '10:00', '10:30'), at('d', '11:00', '12:00')])
  expect(Object.fromEntries(lanes)).toEqual({ a: [0, 2], b: [1, 2], c: [0, 2], d: [0, 1] })
})
