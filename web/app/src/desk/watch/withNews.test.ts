import { expect, test } from 'vitest'
import { type Heard, withNews } from './follow.ts'

const line = (id: string, version: number, text: string): Heard => ({ id, number: 1, text, language: 'kk', state: 'received', version })

test('whatever comes first, the highest version of a line stands', () => {
  const news = [line('a', 2, 'екінші'), line('a', 1, 'бірінші'), line('b', 1, 'басқа')]
  for (const order of [news, news.toReversed()]) {
    const heard = order.reduce((before, one) => withNews(before, [one]), new Map() as ReadonlyMap<string, Heard>)
    expect(heard.get('a')?.text).toBe('екінші')
    expect(heard.size).toBe(2)
  }
})
