import { expect, test } from 'vitest'
import { batched } from './batched.ts'

test('what is asked for within a moment is one request, and each gets its own', async () => {
  const requests: (readonly string[])[] = []
  const ask = batched(async (ids) => (requests.push(ids), ids.flatMap((of) => (of === 'c' ? [] : [{ of, n: 1 }, { of, n: 2 }]))), ({ of }) => of, 3)
  const answers = await Promise.all(['a', 'b', 'a', 'c', 'd'].map((id) => ask(id)))
  expect(requests).toEqual([['a', 'b', 'c'], ['d']])
  expect(answers.map((things) => things.map(({ of, n }) => `${of}${n}`).join())).toEqual(['a1,a2', 'b1,b2', 'a1,a2', '', 'd1,d2'])
  const broken = batched(async () => Promise.reject(new Error('no answer')), () => '')
  await expect(broken('a')).rejects.toThrow('no answer')
})
