import 'fake-indexeddb/auto'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { createApi } from '../../core/api.ts'
import { Clock } from '../../core/clock.ts'
import { refreshContext } from './context.ts'
import type { Store } from '../store/db.ts'
import { pair } from '../pairing/pairing.ts'
import { changesOf } from './sessionNews.ts'
import type { Context } from './types.ts'
import { capture } from '../lines/verbs.ts'
import { openStore } from '../nouns.ts'
import { lineOf } from '../lines/jobs.ts'

const planned: Context['session'] = {
  id: 's', title: { kk: 'Жол' }, place: { kk: 'Этноауыл' }, yurt: 3, state: 'planned', starts_at: '2026-06-01T05:00:00Z', ends_at: '2026-06-01T07:00:00Z',
}
const clock = new Clock(0, () => 0, () => 0)
let store: Store
let there: Context['session'] // as the desk has it
const standing = () => ({ forum: { id: 'f', title: {} }, session: there, rounds: [], themes: [] })
const api = createApi({ language: () => 'kk', origin: 'http://tablet.test', fetch: (async () => Response.json({ ...standing(), device_id: 'd', secret: 's', access_token: 't' })) as typeof fetch })

const news = async () => {
  await refreshContext(store, api, clock)
  const before = await store.fact('session_before')
  return before ? changesOf(before, (await store.fact('context'))!.session) : []
}

beforeEach(async () => {
  there = planned
  store = openStore('tablet', { indexedDB: new IDBFactory(), IDBKeyRange })
  await pair(store, api, clock, '7K3F92QX', '')
})

test('what the desk changes is news until somebody has taken note, several changes are one', async () => {
  expect(await news()).toEqual([])
  there = { ...there, place: { kk: 'Бас ғимарат' } }
  expect(await news()).toEqual(['place'])
  there = { ...there, starts_at: '2026-06-01T08:00:00Z', ends_at: '2026-06-01T10:00:00Z', title: { kk: 'Жол және көлік' } }
  expect(await news()).toEqual(['title', 'place', 'time'])
  expect(await store.fact('session_before')).toMatchObject({ place: { kk: 'Этноауыл' }, starts_at: planned.starts_at })
  await store.forget('session_before') // noted
  expect(await news()).toEqual([])
})

test('cancelled and taken back; what is as it was is no news; lines stay and go on being sent', async () => {
  const line = await capture(store, { text: 'Жаңа', language: 'kk' })
  there = { ...there, state: 'cancelled' }
  expect(await news()).toEqual(['cancelled'])
  expect(await lineOf(store, line.id)).toMatchObject({ text: 'Жаңа', state: 'saved' })
  expect(await store.errands.toArray()).toMatchObject([{ line_id: line.id, state: 'waiting' }])
  there = { ...planned, place: { kk: 'Бас ғимарат' } }
  expect(await news()).toEqual(['again', 'place'])
  await store.forget('session_before') // noted
  expect(await news()).toEqual([])
})

test('a tablet that did not know the times before, and one that is paired elsewhere, hear no old news', async () => {
  const { starts_at: _, ends_at: __, state: ___, ...old } = planned
  await store.keep('context', { ...standing(), session: old })
  expect(await news()).toEqual([])
  there = { ...there, yurt: 5 }
  expect(await news()).toEqual(['place'])
  there = { ...planned, id: 'other' }
  await pair(store, api, clock, '7K3F92QX', '')
  expect(await news()).toEqual([])
})
