import { expect, test } from 'vitest'
import { asTyped, parted } from './tags.ts'

const eleven = 'a b c d e f g h i j k'.split(' ')
const long = 'ұ'.repeat(40)

test.each<[what: string, typed: string, text: string, tags: string[]]>([
  ['none', ' Пандус орнату ', 'Пандус орнату', []],
  ['two', 'Пандус орнату #көлік #қала', 'Пандус орнату', ['көлік', 'қала']],
  ['on a line of their own', 'Пандус\nорнату\n#көлік  #қала\n', 'Пандус\nорнату', ['көлік', 'қала']],
  ['letters of all kinds, digits, hyphen, underscore', 'Ұсыныс #Әлеумет #2026-жыл #smart_city', 'Ұсыныс', ['Әлеумет', '2026-жыл', 'smart_city']],
  ['only at the end', '#көлік туралы №5', '#көлік туралы №5', []],
  ['nothing but tags: a line needs words', '#көлік', '#көлік', []],
  ['a lone sign', 'C #', 'C #', []],
  ['glued together', 'Ұсыныс #көлік#қала', 'Ұсыныс #көлік#қала', []],
  ['a full stop is no tag, nor is what stands before it', 'Ұсыныс #көлік #қала. #мектеп', 'Ұсыныс #көлік #қала.', ['мектеп']],
  ['a picture', 'Ұсыныс #🚌', 'Ұсыныс #🚌', []],
  ['in NFC', 'Ұсыныс #аи\u0306', 'Ұсыныс', ['ай']],
  ['as long as may be', `Ұсыныс #${long}`, 'Ұсыныс', [long]],
  ['longer', `Ұсыныс #${long}ұ`, `Ұсыныс #${long}ұ`, []],
  ['twice, in another case', 'Ұсыныс #Көлік #қала #көлік', 'Ұсыныс', ['Көлік', 'қала']],
  ['eleven', `Ұсыныс ${eleven.map((tag) => `#${tag}`).join(' ')}`, 'Ұсыныс #a', eleven.slice(1)],
])('%s', (_, typed, text, tags) => {
  expect(parted(typed)).toEqual({ text, tags })
  expect(parted(asTyped({ text, tags }))).toEqual({ text, tags }) // an edit that changes nothing
})
