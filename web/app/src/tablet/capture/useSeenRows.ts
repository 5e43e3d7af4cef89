import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { Line } from '../lines/types.ts'

interface Seen {
  /** The first row that is drawn and the one after the last; Infinity: to the end, wherever it goes. */
  from: number
  to: number
}

const long = 100 // a shorter list is drawn whole: most sessions have one, and the browser's own search finds all of it
const few = 40
const guess = 60 // pixels

/** How high rows are, as far as they were drawn. The others count as the usual one, which stays what it is: a list must not shift because one knows better. */
class Heights {
  private readonly known = new Map<string, number>()
  private usual = guess
  private width = 0

  measure(width: number, rows: readonly HTMLElement[]): void {
    if (width !== this.width) this.known.clear() // turned, or zoomed
    this.width = width
    const first = !this.known.size
    for (const row of rows) this.known.set(row.dataset.id!, row.offsetHeight)
    if (first) this.usual = [...this.known.values()].reduce((sum, height) => sum + height, 0) / this.known.size
  }

  between(lines: readonly Line[], from: number, to: number): number {
    let sum = 0
    for (let i = from; i < to; i++) sum += this.of(lines[i]!)
    return sum
  }

  /** The row at this height of the list. */
  rowAt(lines: readonly Line[], y: number): number {
    let i = 0
    for (let sum = 0; i < lines.length && sum < y; i++) sum += this.of(lines[i]!)
    return i
  }

  private of = ({ id }: Line) => this.known.get(id) ?? this.usual
}

/**
 * Of a long list only the rows in sight are drawn, with some around them; in place of the others stands their height.
 * Three thousand rows would cost a tablet seconds to open and half a second for each new line. What is being read stays
 * where it is, whatever turns out about the rows above it; not every browser sees to that.
 */
export function useSeenRows(list: RefObject<HTMLDivElement | null>, lines: readonly Line[]): Seen & { height: (from: number, to: number) => number } {
  const heights = useRef(new Heights()).current
  const [seen, setSeen] = useState<Seen>()
  const whole = lines.length <= long
  const { from, to } = whole ? { from: 0, to: Infinity } : (seen ?? { from: lines.length - few, to: Infinity })
  const read = useRef<{ row: HTMLElement; top: number }>(undefined)

  function look() {
    const element = list.current
    const rows = [...(element?.querySelectorAll<HTMLElement>('[data-id]') ?? [])]
    if (!element || !rows.length) return
    if (read.current?.row.isConnected) element.scrollTop += read.current.row.offsetTop - read.current.top
    const { scrollTop: top, clientHeight: screen } = element
    const row = rows.find((row) => row.offsetTop + row.offsetHeight > top)
    read.current = row && { row, top: row.offsetTop }
    heights.measure(element.clientWidth, rows)
    if (whole) return
    const at = (y: number) => heights.rowAt(lines, y)
    const last = Math.min(to, lines.length)
    const want = { from: Math.max(0, at(top - 1.5 * screen) - 1), to: at(top + 2.5 * screen) + 1 }
    const enough = from <= at(top - screen / 2) && last >= at(top + 1.5 * screen)
    if (!enough || last - from > 2 * (want.to - want.from) + few) setSeen({ from: want.from, to: want.to >= lines.length ? Infinity : want.to })
  }
  useLayoutEffect(look)

  const latest = useRef(look)
  latest.current = look
  const some = lines.length > 0
  useLayoutEffect(() => {
    const element = list.current
    if (!element) return
    const again = () => latest.current()
    const resized = new ResizeObserver(again)
    resized.observe(element)
    resized.observe(element.firstElementChild!)
    element.addEventListener('scroll', again, { passive: true })
    return () => {
      resized.disconnect()
      element.removeEventListener('scroll', again)
    }
  }, [list, some])
  return { from, to, height: (from, to) => heights.between(lines, from, to) }
}
