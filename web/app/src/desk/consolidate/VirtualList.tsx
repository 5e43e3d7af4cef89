import { defaultRangeExtractor, type Range, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'

/**
 * A long list of cards of which only those near the screen are in the page, so that 2,800 stay as quick as 20. A card
 * that has the focus or an open form stays in the page wherever one scrolls: nothing typed is lost.
 */
export function VirtualList<T extends { id: string }>({ items, children }: { items: T[]; children: (item: T) => ReactNode }) {
  const list = useRef<HTMLOListElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    if (list.current) setTop(Math.round(list.current.getBoundingClientRect().top + window.scrollY)) // moves when what is above wraps
  })
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => 150,
    overscan: 8,
    gap: 10,
    scrollMargin: top,
    getItemKey: (index) => items[index]!.id,
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), ...kept(range)])].toSorted((a, b) => a - b),
  })

  function kept({ count }: Range): number[] {
    const busy = list.current?.querySelectorAll<HTMLElement>('li:has(form), li:focus-within') ?? []
    return Array.from(busy, (row) => Number(row.dataset.index)).filter((index) => index < count)
  }

  return (
    <ol className="cards virtual" ref={list} style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ key, index, start }) => (
        <li key={key} ref={rows.measureElement} data-index={index} aria-posinset={index + 1} aria-setsize={items.length} style={{ top: start - top }}>
          {children(items[index]!)}
        </li>
      ))}
    </ol>
  )
}
