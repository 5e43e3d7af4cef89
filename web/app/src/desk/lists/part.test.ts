import { describe, expect, test } from 'vitest'
import { grown, hole, type Part, partOf, patched, placed } from './part.ts'

interface Item {
  id: string
  number: number
  text?: string
}
const item = (number: number, text?: string): Item => ({ id: `i${number}`, number, text })
const byNumber = (a: Item, b: Item) => a.number - b.number
const shown = ({ items, total }: Part<Item>) => `${Array.from({ ...items, length: total }, (one) => (one ? `${one.number}${one.text ?? ''}` : '·')).join(' ')} of ${total}`
/** Numbers 10, 20, … 60 of which the places 2 to 4 were read. */
const middle = () => partOf({ offset: 2, items: [item(30), item(40), item(50)], total: 6 })

describe('what a screen knows of a list', () => {
  test('pieces are put at their places, and holes are asked for', () => {
    const part = middle()
    expect(shown(part)).toBe('· · 30 40 50 · of 6')
    expect(hole(part, 0, 5, 30)).toEqual({ offset: 0, limit: 2 })
    expect(hole(part, 2, 9, 30)).toEqual({ offset: 5, limit: 1 })
    expect(hole(part, 2, 5, 30)).toBeUndefined()
    expect(hole(part, 0, 2, 1)).toEqual({ offset: 0, limit: 1 })
    expect(shown(placed(part, { offset: 0, items: [item(10), item(20)], total: 6 }))).toBe('10 20 30 40 50 · of 6')
    expect(placed(part, { offset: 5, items: [item(60)], total: 6 }).moves).toBe(part.moves)
    expect(shown(placed(part, { offset: 0, items: [item(70), item(60)], total: 7 }, true))).toBe('70 60 · 30 40 50 · of 7')
    expect(shown(placed(part, { offset: 2, items: [item(40)], total: 5 }))).toBe('· · 40 · · of 5')
  })

  test('what has changed is replaced in its place, without another being touched', () => {
    const part = middle()
    const after = patched(part, ['i40'], [item(40, '!')], byNumber)
    expect(shown(after)).toBe('· · 30 40! 50 · of 6')
    expect(after.moves).toBe(part.moves)
    expect(after.items[2]).toBe(part.items[2])
  })

  test('what the filter no longer lets pass leaves, and those after it move up', () => {
    const after = patched(middle(), ['i30', 'i40'], [item(40, '!')], byNumber)
    expect(shown(after)).toBe('· · 40! 50 · of 5')
    expect(after.moves).toBe(1)
  })

  test('what comes back takes its place in the order; what is elsewhere in the list shifts what is shown', () => {
    expect(shown(patched(middle(), ['i45'], [item(45)], byNumber))).toBe('· · 30 40 45 50 · of 7')
    expect(shown(patched(middle(), ['i5'], [item(5)], byNumber))).toBe('· · · 30 40 50 · of 7')
    expect(shown(patched(middle(), ['i90'], [item(90)], byNumber))).toBe('· · 30 40 50 · · of 7')
  })

  test('an item that gets another place in the order is moved there', () => {
    const part = partOf({ offset: 0, items: [{ id: 'draft', number: 0 }, item(1), item(2)], total: 3 })
    expect(shown(patched(part, ['draft'], [{ id: 'draft', number: 3 }], byNumber))).toBe('1 2 3 of 3')
  })

  test('what is not on the screen and does not belong to the list changes nothing', () => {
    const part = middle()
    expect(patched(part, ['elsewhere'], [], byNumber)).toBe(part)
  })

  test('a card with an open form stays although the filter stops it', () => {
    const part = middle()
    expect(shown(patched(part, ['i40'], [], byNumber, (id) => id === 'i40'))).toBe('· · 30 40 50 · of 6')
    expect(shown(patched(part, ['i40'], [], byNumber))).toBe('· · 30 50 · of 5')
  })

  test('a list grows where nobody looks', () => {
    expect(shown(grown(middle(), 8))).toBe('· · 30 40 50 · · · of 8')
    expect(shown(grown(middle(), 8, true))).toBe('· · · · 30 40 50 · of 8')
    expect(shown(grown(middle(), 4))).toBe('· · 30 40 of 4')
    const part = middle()
    expect(grown(part, 6)).toBe(part)
  })
})
