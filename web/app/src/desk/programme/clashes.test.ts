import { expect, test } from 'vitest'
import { clashesOf, type Slot } from './clashes.ts'

const slot = (id: string, from: string, to: string, more: Partial<Slot> = {}): Slot => ({
  id, starts_at: `2026-06-01T${from}:00Z`, ends_at: `2026-06-01T${to}:00Z`, yurt: 0, place: { kk: '', ru: '' }, people: [], state: 'planned', ...more,
})
const told = (...sessions: Slot[]) => Object.fromEntries([...clashesOf(sessions)].map(([id, all]) => [id, all.map(({ with: other, person }) => `${other} ${person ?? 'place'}`).join()]))
const hall = { kk: '', ru: 'Большой  зал' }
const dana = { account_id: 'dana', role: 'moderator' as const }
const guest = { participant_id: 'guest', role: 'guest' as const }

test.each<[string, Slot[], Record<string, string>]>([
  ['the same yurt at once', [slot('a', '09:00', '10:00', { yurt: 1 }), slot('b', '09:30', '11:00', { yurt: 1 })], { a: 'b place', b: 'a place' }],
  ['one after the other', [slot('a', '09:00', '10:00', { yurt: 1 }), slot('b', '10:00', '11:00', { yurt: 1 })], {}],
  ['two yurts', [slot('a', '09:00', '10:00', { yurt: 1 }), slot('b', '09:00', '10:00', { yurt: 2 })], {}],
  ['the same hall, however it is typed', [slot('a', '09:00', '10:00', { place: hall }), slot('b', '09:00', '10:00', { place: { kk: '', ru: 'большой зал' } })], { a: 'b place', b: 'a place' }],
  ['no place is said', [slot('a', '09:00', '10:00'), slot('b', '09:00', '10:00')], {}],
  ['yurts that stand in one camp', [slot('a', '09:00', '10:00', { yurt: 1, place: hall }), slot('b', '09:00', '10:00', { yurt: 2, place: hall })], {}],
  ['one moderator in two', [slot('a', '09:00', '10:00', { people: [dana] }), slot('b', '09:59', '11:00', { people: [guest, dana] })], { a: 'b dana', b: 'a dana' }],
  ['place and person', [slot('a', '09:00', '10:00', { yurt: 1, people: [guest] }), slot('b', '09:00', '10:00', { yurt: 1, people: [guest] })], { a: 'b place,b guest', b: 'a place,a guest' }],
  ['somebody with two parts in one', [slot('a', '09:00', '10:00', { people: [dana, { ...dana, role: 'speaker' }] })], {}],
  ['one that is cancelled', [slot('a', '09:00', '10:00', { yurt: 1 }), slot('b', '09:00', '10:00', { yurt: 1, state: 'cancelled' })], {}],
  ['a long one over two', [slot('a', '09:00', '13:00', { yurt: 1 }), slot('b', '09:00', '10:00', { yurt: 1 }), slot('c', '12:00', '13:00', { yurt: 1 })], { a: 'b place,c place', b: 'a place', c: 'a place' }],
])('%s', (_, sessions, want) => {
  expect(told(...sessions)).toEqual(want)
  expect(told(...sessions.toReversed()).a?.length).toBe(want.a?.length)
})
