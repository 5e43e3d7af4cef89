import type { PointerEvent } from 'react'

export interface Spot {
  impact: number
  effort: number
}

/** Less than this is a tap. */
const reach = 8

/**
 * Drags a chip with finger, pen or mouse. `drop` is called with the cell where it was let go, or with undefined over the
 * tray; anywhere else it goes back. The chip itself follows by a transform, so the layout is not touched while moving.
 */
export function useDrag(drop: (id: string, spot: Spot | undefined) => void) {
  return (down: PointerEvent<HTMLElement>, id: string) => {
    if (down.button !== 0) return
    const chip = down.currentTarget
    const end = new AbortController()
    const { signal } = end
    let dragging = false
    let over: HTMLElement | null = null

    const aim = (at: HTMLElement | null) => {
      if (at === over) return
      over?.removeAttribute('data-aimed')
      at?.setAttribute('data-aimed', '')
      over = at
    }
    const move = (event: globalThis.PointerEvent) => {
      if (event.pointerId !== down.pointerId) return
      const [x, y] = [event.clientX - down.clientX, event.clientY - down.clientY]
      if (!dragging && Math.hypot(x, y) < reach) return
      dragging = true
      chip.setAttribute('data-dragged', '')
      chip.style.transform = `translate(${x}px, ${y}px)`
      aim(placeUnder(event))
    }
    const stop = (event: globalThis.PointerEvent) => {
      if (event.pointerId !== down.pointerId) return
      end.abort()
      chip.removeAttribute('data-dragged')
      chip.style.transform = ''
      const at = over
      aim(null)
      if (!dragging) return
      // The click that follows a drag is no tap.
      chip.addEventListener('click', (click) => click.stopPropagation(), { once: true, capture: true, signal: AbortSignal.timeout(50) })
      if (event.type !== 'pointerup' || !at) return
      drop(id, at.dataset.impact ? { impact: Number(at.dataset.impact), effort: Number(at.dataset.effort) } : undefined)
    }
    chip.setPointerCapture(down.pointerId)
    chip.addEventListener('pointermove', move, { signal })
    chip.addEventListener('pointerup', stop, { signal })
    chip.addEventListener('pointercancel', stop, { signal })
  }
}

function placeUnder({ clientX, clientY }: globalThis.PointerEvent): HTMLElement | null {
  for (const element of document.elementsFromPoint(clientX, clientY)) {
    const place = element.closest<HTMLElement>('[data-impact], [data-tray]')
    if (place) return place
  }
  return null
}
