import { expect, test } from 'vitest'
import type { Theme } from '../../core/contract/sessions.d.ts'
import { forumTime } from '../../core/forumTime.ts'
import { planned } from './many.ts'

const themes = ['Экология', 'Жастар'].map((kk, i) => ({ id: `t${i}`, title: { kk, ru: '' } })) as unknown as Theme[]
const base = {
  ids: Array.from({ length: 12 }, (_, i) => `s${i}`), count: 3, day: '2026-11-30', from: '09:30', to: '11:00', clock: forumTime('Asia/Almaty'),
  kind: 'breakout' as const, method: 'brainstorm', language: 'kk', firstYurt: 1, themes, title: {}, place: {},
}
const told = (more: Partial<typeof base> = {}) => planned({ ...base, ...more }).map(({ id, yurt, theme_id, title }) => `${id} ${yurt} ${theme_id} ${title.kk}`)

test.each([
  ['a theme each, from the first again', {}, ['s0 1 t0 Экология', 's1 2 t1 Жастар', 's2 3 t0 Экология']],
  ['yurts that follow others', { firstYurt: 7, count: 2 }, ['s0 7 t0 Экология', 's1 8 t1 Жастар']],
  ['one in a hall', { firstYurt: 0, count: 1, themes: [], title: { kk: 'Пленарлық отырыс' } }, ['s0 0  Пленарлық отырыс']],
  ['a name of their own', { count: 1, title: { kk: 'Ашылу' } }, ['s0 1 t0 Ашылу']],
  ['nothing without an end', { to: '' }, []],
  ['nothing that ends before it starts', { to: '09:00' }, []],
  ['nothing without a name', { themes: [] }, []],
])('%s', (_, more, want) => expect(told(more)).toEqual(want))

test('the hours are the forum’s', () => {
  expect(planned(base)[0]).toMatchObject({ starts_at: '2026-11-30T04:30:00.000Z', ends_at: '2026-11-30T06:00:00.000Z' })
})
