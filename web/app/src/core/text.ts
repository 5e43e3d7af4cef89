/**
 * What people type and seek, as pkg/text has it on the server: the same letters,
 * and pkg/text/testdata/cases.json is read by the tests of both.
 */

const from = 'abcehikmoptxy' + 'əǝɵı' + 'әғқңөұүһіґ'
const to = [...('авсеникмортху' + 'ааои' + 'агкноуухиг')]
const letters = new Map([...from].map((letter, i) => [letter, to[i]!]))

const signsFrom = 'OIL' + 'АВЕКМНОРСТУХ' + 'ІӀЈЅҺҮҰҚҢҒ' + 'ЗБ'
const signsTo = '011' + 'ABEKMH0PCTYX' + '11JSHYYKHF' + '36'
const signs = new Map([...signsFrom].map((letter, i) => [letter, signsTo[i]!]))

// Accents and what nobody sees; then what separates words.
const dropped =
  /[\u00ad\u0300-\u036f\u0483-\u0489\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0\ufff0-\ufffc\u{1d159}\u{e0000}-\u{e0fff}]/gu
const separating =
  /[\0-"$-/:-@[-`{-\u00bf\u00d7\u00f7\u02b9-\u02ff\u1680\u2000-\u205f\u2116\u2800\u2e00-\u2e7f\u3000-\u303f]|#(?![a-z\u0400-\u04ff])/giu

/** The key by which a text is sought: without case, accents, look-alikes and Kazakh letters, words parted by one blank. */
export function fold(text: string): string {
  return text
    .replaceAll('№', ' ')
    .normalize('NFKD')
    .replace(dropped, '')
    .replace(/([\u0400-\u04ff])h/gu, '$1х')
    .replace(/h(?=[\u0400-\u04ff])/gu, 'х')
    .replace(separating, ' ')
    .toLowerCase()
    .replace(/\S/gu, letter => letters.get(letter) ?? letter)
    .trim()
    .replace(/ +/g, ' ')
}

/** Whether a text, given folded, has all words of a query, in any order. An empty query finds everything, signs alone nothing. */
export function finds(key: string, query: string): boolean {
  const words = fold(query)
  return words ? words.split(' ').every(word => key.includes(word)) : !shows(query)
}

/** The number that a query names ("№ 14", "#14", "14"); 0 for none. */
export function numberIn(query: string): number {
  return Number(/^(?:№|#|[NnНн][OoОо°º]?\.?)?\s*([0-9]{1,15})$/u.exec(query.trim())?.[1] ?? 0)
}

/** A text that people wrote as it may stand between other words: what turns the direction beyond it is left out. */
export const contained = (text: string): string => text.replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g, '')

/** Whether there is anything to read: blanks, marks, fillers and direction marks alone are nothing. */
export function shows(text: string): boolean {
  return /[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800\ufff0-\ufffc\ufffe\uffff\u{1d159}]/u.test(text)
}

/** A code as somebody typed it, as codes are compared: capitals and digits; letters of another keyboard read as those they look like, others as "?". */
export function readCode(typed: string): string {
  return typed
    .replaceAll('№', '')
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/[^0-9A-Z]|[OIL]/gu, letter => signs.get(letter) ?? '?')
}
