import { useEffect } from 'react'

const rows = 'li, article, tr'
const reachable = 'button:not(:disabled), a[href], input:not(:disabled, [type=hidden]), select:not(:disabled), textarea:not(:disabled), summary'

/**
 * The focus never falls to nothing: when what had it leaves the page, it goes to the same row, else to the row that took
 * its place or the last one, else to the page's heading. Works for every list and form without their doing.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let had: Element | undefined
    let places: { row: Element; list: Element | null; place: number }[] = [] // from the inside out
    const remember = ({ target }: FocusEvent) => {
      had = target as Element
      places = []
      for (let row = had.closest(rows); row; row = row.parentElement?.closest(rows) ?? null) {
        places.push({ row, list: row.parentElement, place: [...(row.parentElement?.children ?? [])].indexOf(row) })
      }
    }
    const forget = ({ target }: Event) => {
      if (!(target as Element).closest?.(reachable)) had = undefined // a click on empty ground takes the focus away on purpose
    }
    const look = () => {
      if (!had || had.isConnected || document.activeElement !== document.body) return
      had = undefined
      const known = places.find(({ row, list }) => row.isConnected || list?.isConnected)
      const next = known?.row.isConnected ? known.row : known?.list?.children[Math.min(known.place, known.list.children.length - 1)]
      const home = next?.querySelector<HTMLElement>('.actions .button:not(:disabled)') ?? next?.querySelector<HTMLElement>(reachable) ?? document.querySelector('h1')
      home?.focus({ preventScroll: home.tagName === 'H1' })
    }
    const watcher = new MutationObserver(() => queueMicrotask(look))
    watcher.observe(document.body, { childList: true, subtree: true })
    document.addEventListener('focusin', remember)
    document.addEventListener('pointerdown', forget)
    return () => {
      watcher.disconnect()
      document.removeEventListener('focusin', remember)
      document.removeEventListener('pointerdown', forget)
    }
  }, [])
}
