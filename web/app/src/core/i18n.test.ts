import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Catalogue, languages, preferredLanguage, read, translator } from './i18n.ts'

const ru = translator('ru', {
  ideas_one: '{{count}} предложение',
  ideas_few: '{{count}} предложения',
  ideas_many: '{{count}} предложений',
  nested: { hello: 'Сәлем, {{name}}!' },
})

test('plurals follow the language', () => {
  expect([1, 3, 5, 21].map((count) => ru('ideas', { count }))).toEqual(['1 предложение', '3 предложения', '5 предложений', '21 предложение'])
})

test('a quantity is grouped, a number that names a thing is not', () => {
  const kk = translator('kk', { ideas_other: '{{count}} ұсыныс', idea: '№ {{number}} ұсыныс', mean: '{{mean}}' })
  expect(kk('ideas', { count: 11200 }).replace(/\s/g, ' ')).toBe('11 200 ұсыныс')
  expect(kk('idea', { number: 11200 })).toBe('№ 11200 ұсыныс')
  expect(kk('mean', { mean: 3.5 })).toBe('3,5')
})

test('a value that turns the direction of writing turns nothing of the sentence', () => {
  expect(ru('nested.hello', { name: '\u202eАйгүл\u2067\u200f' })).toBe('Сәлем, Айгүл!')
})

test('nested keys, values, and a missing text that can be seen', () => {
  expect(ru('nested.hello', { name: 'Айгүл' })).toBe('Сәлем, Айгүл!')
  expect(ru('nested.absent')).toBe('nested.absent')
})

test('Kazakh is the first language', () => {
  expect(preferredLanguage(['de-DE', 'ru-KZ'])).toBe('ru')
  expect(preferredLanguage(['de'])).toBe('kk')
  expect(read({ ru: 'Экология' }, 'kk')).toBe('Экология')
  expect(read({ kk: 'Жастар', ru: 'Молодёжь' }, 'en')).toBe('Жастар')
})

const folder = new URL('../../../../pkg/words/languages/', import.meta.url)
const names = readdirSync(new URL('kk/screens/', folder))

/** "status.ideas_few" → "status.ideas"; the plural forms a language has to give are its own. */
function texts(catalogue: Catalogue, prefix = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]) => (typeof value === 'string' ? [[prefix + key, value] as [string, string]] : texts(value, `${prefix}${key}.`)))
}
const load = (language: string, name: string): [string, string][] => texts(JSON.parse(readFileSync(new URL(`${language}/screens/${name}`, folder), 'utf8')))
const plural = /_(zero|one|two|few|many|other)$/
const values = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(String).sort()

describe.each(names)('%s', (name) => {
  const kk = new Map(load('kk', name).map(([key, text]) => [key.replace(plural, ''), text]))

  test.each(languages)('%s says everything that Kazakh says, with the same values and its own plural forms', (language) => {
    const all = load(language, name)
    expect(new Set(all.map(([key]) => key.replace(plural, '')))).toEqual(new Set(kk.keys()))
    for (const [key, text] of all) expect.soft(values(text), key).toEqual(values(kk.get(key.replace(plural, ''))!))
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted()
    const counted = new Set(all.filter(([key]) => plural.test(key)).map(([key]) => key.replace(plural, '')))
    for (const key of counted) {
      const given = all.filter(([other]) => plural.test(other) && other.replace(plural, '') === key).map(([other]) => plural.exec(other)![1])
      expect.soft(given.toSorted(), key).toEqual(forms)
    }
  })
})
