import { expect, test } from 'vitest'
import { hasTag, tagsOf } from './tags.ts'

const proposal = (...tags: string[][]) => ({ suggestions: tags.map((tags) => ({ tags })) }) as unknown as Parameters<typeof tagsOf>[0]

test('the tags of merged suggestions stand once, as the first of them has it', () => {
  expect(tagsOf(proposal(['Көлік', 'қала'], [], ['көлік', 'жол']))).toEqual(['Көлік', 'қала', 'жол'])
})

test('a tag is found in whatever case, and whole', () => {
  const tagged = proposal([], ['Көлік'])
  expect(['көлік', 'КӨЛІК', 'көл', ''].map((tag) => hasTag(tagged, tag))).toEqual([true, true, false, false])
})
