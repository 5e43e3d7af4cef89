import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { List } from './useList.ts'

export interface Props<T> {
  list: List<T>
  className?: string
  rowHeight?: number // about
  /** Where the list was left, and who is told of another place. */
  place?: number
  onPlace?: (place: number) => void
  children: (item: T) => ReactNode
}

const settledMs = 300

/**
 * A long list of which only what is near the screen is drawn and read, so that 11,000 stay as quick as 20. A card that has
 * the focus or an open form stays in the page wherever one scrolls: nothing typed is lost.
 */
export function VirtualList<T extends { id: string }>({ list: { id, part, show }, className = 'cards', rowHeight = 150, place = 0, onPlace, children }: Props<T>) {
  const list = useRef<HTMLOListElement>(null)
  const [top, setTop] = useState(0)
  // eslint-disable-next-line react-hooks/exhaustive-deps -- looked at whenever the page is drawn; the same place draws nothing anew
  useLayoutEffect(() => {
    if (list.current) setTop(Math.round(list.current.getBoundingClientRect().top + window.scrollY)) // moves when what is above wraps
  })
  const count = part?.total ?? 0
  const rows = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: 6,
    gap: className === 'cards' ? 10 : 0,
    scrollMargin: top,
    getItemKey: (index) => part?.items[index]?.id ?? `hole ${index}`,
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), ...kept()])].toSorted((a, b) => a - b),
  })

  function kept(): number[] {
    const busy = list.current?.querySelectorAll<HTMLElement>(':scope > li:is(:has(form), :focus-within)') ?? []
    const ids = new Set(Array.from(busy, (row) => row.dataset.id)) // their places may have changed
    return ids.size && part ? part.items.flatMap((item, index) => (item && ids.has(item.id) ? [index] : [])) : []
  }

  const drawn = rows.getVirtualItems()
  const near = rows.range ?? { startIndex: 0, endIndex: 0 }
  const from = Math.max(0, near.startIndex - 6)
  const to = Math.min(count, near.endIndex + 7)
  useEffect(() => {
    if (count) show(from, to)
  }, [show, count, from, to])

  const start = useRef(place)
  useLayoutEffect(() => {
    if (!start.current || !count || !top) return
    rows.scrollToIndex(Math.min(start.current, count - 1), { align: 'start' })
    start.current = 0
  }, [rows, count, top])
  const before = useRef(id)
  useEffect(() => {
    if (before.current !== id && window.scrollY > top) window.scrollTo(0, top) // another filter begins at the top
    before.current = id
  }, [id, top])
  useEffect(() => {
    if (!onPlace || start.current) return
    const timer = setTimeout(() => near.startIndex !== place && onPlace(near.startIndex), settledMs)
    return () => clearTimeout(timer)
  }, [near.startIndex, place, onPlace])

  return (
    <ol className={`${className} virtual`} ref={list} style={{ height: rows.getTotalSize() }}>
      {drawn.map(({ key, index, start }) => {
        const item = part?.items[index]
        return (
          <li key={key} ref={rows.measureElement} data-index={index} data-id={item?.id} aria-posinset={index + 1} aria-setsize={count}
            style={{ top: start - top, minHeight: item ? undefined : rowHeight }} aria-busy={!item || undefined}>
            {item && children(item)}
          </li>
        )
      })}
    </ol>
  )
}
