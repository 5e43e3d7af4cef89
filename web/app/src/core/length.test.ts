import { expect, test } from 'vitest'
import { excessOf, halves, lengthOf, parts } from './length.ts'

test('a text is as long as the services count it: a sign outside of the first plane is one', () => {
  expect('𠀀😀я'.length).toBe(5)
  expect(lengthOf('𠀀😀я')).toBe(3)
  expect(excessOf('я'.repeat(2000), 2000)).toBe(0)
  expect(excessOf('😀'.repeat(2000), 2000)).toBe(0)
  expect(excessOf('😀'.repeat(2104), 2000)).toBe(104)
  expect(parts('а😀б', 2)).toEqual(['а😀', 'б'])
})

test('a text is cut after a sentence, else between words, else where it must be; not a sign is lost', () => {
  expect(halves('Бірінші сөйлем. Екінші сөйлем ұзын', 20)).toEqual(['Бірінші сөйлем.', 'Екінші сөйлем ұзын'])
  expect(halves('а б в г д е ж з', 8)).toEqual(['а б в г', 'д е ж з'])
  expect(halves('😀'.repeat(5), 3)).toEqual(['😀'.repeat(3), '😀'.repeat(2)])
  expect(halves('1. '.padEnd(12, 'а'), 10)).toEqual(['1. ааааааа', 'аа'])
  expect(halves('бір екі үш', 7)).toEqual(['бір екі', 'үш'])
})
