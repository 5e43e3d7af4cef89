import { expect, expectTypeOf, test } from 'vitest'
import { createApi } from './api.ts'
import type { TypedApi } from './contract.ts'
import type { MeasureView } from './contract/decisions.d.ts'

const asked: [method: string, url: string][] = []
const answer = async (url: string | URL | Request, init?: RequestInit) => (asked.push([init!.method!, String(url)]), new Response('{"items":[]}'))
const api: TypedApi = createApi({ language: () => 'kk', fetch: answer })
const forum = String('f')

// Most of this is checked by the compiler (npm run lint): each line that it must refuse says so.
test('the compiler knows the routes, what they take and what they answer', async () => {
  const measures = `/api/decisions/forums/${forum}/measures` as const
  expectTypeOf((await api.get(measures, { state: 'draft,planned', brief: 'true', limit: 5 })).items).toEqualTypeOf<MeasureView[]>()
  // @ts-expect-error: no such parameter
  await api.get(measures, { states: 'draft' })
  // @ts-expect-error: no such route
  await api.get(`/api/decisions/forums/${forum}/measure`)
  // @ts-expect-error: nobody puts a list of measures
  await api.put(measures)
  // @ts-expect-error: a decision is needed
  await api.post(measures, { cost_kzt: 5 })
  // @ts-expect-error: a draft is not named by that
  await api.post(measures, { decision_id: 'd', name: 'x' })
  await api.delete(`${measures}/${forum}`, { version: 3 })
  expect(asked.at(-1)).toEqual(['DELETE', '/api/decisions/forums/f/measures/f?version=3'])
})
