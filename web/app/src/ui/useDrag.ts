import { type RefObject, useEffect, useRef } from 'react'
import './drag.css'

/** A finger that stays this long picks the thing up; one that moves before scrolls the page. */
const longPressMs = 350
const slack = { mouse: 4, touch: 10 }
/** So near to the edge of the list it scrolls by itself, faster the nearer. */
const edge = 72

interface Dragging {
  /** What can be dragged has this in its data, as its name. */
  thing: string
  /** Where it can be put, as a selector. */
  targets: string
  /** A finger need not stay first: the page does not scroll under these things (touch-action). */
  atOnce?: boolean
  /** `y`: where in the window it was let go; `top`: where the thing's upper edge was then. */
  drop: (thing: string, target: HTMLElement, y: number, top: number) => void
}

interface Drag {
  card: HTMLElement
  ghost: HTMLElement
  grip: { x: number; y: number }
  at: { x: number; y: number }
}

/**
 * Dragging with mouse, pen and finger. While something is dragged only the ghost moves and one target is marked
 * (data-over), both outside of React: a hundred cards stay smooth. Escape gives up.
 */
export function useDrag(root: RefObject<HTMLElement | null>, { thing, targets, atOnce, drop }: Dragging): void {
  const latest = useRef(drop)
  useEffect(() => {
    latest.current = drop
  })
  useEffect(() => root.current! && dragging(root.current, { thing, targets, atOnce, drop: (...args) => latest.current(...args) }), [root, thing, targets, atOnce])
}

function dragging(root: HTMLElement, { thing, targets, atOnce = false, drop }: Dragging): () => void {
  const off = new AbortController()
  const { signal } = off
  let waiting: { card: HTMLElement; x: number; y: number; touch: boolean; timer?: ReturnType<typeof setTimeout> } | undefined
  let drag: Drag | undefined
  let frame = 0
  let swallow = false

  root.addEventListener('pointerdown', (event) => {
    const target = event.target as HTMLElement
    const card = target.closest<HTMLElement>(`[data-${thing}]`)
    if (!card || !event.isPrimary || event.button !== 0 || target.closest('input, select, [data-undraggable]')) return
    const touch = event.pointerType === 'touch'
    const { clientX: x, clientY: y } = event
    waiting = { card, x, y, touch, timer: touch && !atOnce ? setTimeout(() => start(x, y), longPressMs) : undefined }
  }, { signal })

  window.addEventListener('pointermove', (event) => {
    const { clientX: x, clientY: y } = event
    if (drag) return follow(x, y)
    if (!waiting || Math.hypot(x - waiting.x, y - waiting.y) < slack[waiting.touch ? 'touch' : 'mouse']) return
    if (waiting.touch && !atOnce) cancel()
    else start(x, y)
  }, { signal })

  window.addEventListener('pointerup', () => {
    if (drag) finish(true)
    cancel()
  }, { signal })
  window.addEventListener('pointercancel', () => {
    if (drag) finish(false)
    cancel()
  }, { signal })
  window.addEventListener('keydown', (event) => {
    if (event.code === 'Escape' && drag) finish(false)
  }, { signal })
  // The page must not scroll away under a card that is held, nor the long press open a menu.
  root.addEventListener('touchmove', (event) => drag && event.preventDefault(), { passive: false, signal })
  root.addEventListener('contextmenu', (event) => (drag || waiting?.touch) && event.preventDefault(), { signal })
  // A drag ends in a click on what it was begun on; it is not meant.
  root.addEventListener('click', (event) => {
    if (!swallow) return
    swallow = false
    event.stopPropagation()
    event.preventDefault()
  }, { capture: true, signal })

  function cancel() {
    clearTimeout(waiting?.timer)
    waiting = undefined
  }

  function start(x: number, y: number) {
    const { card } = waiting!
    cancel()
    if (!card.isConnected) return
    const box = card.getBoundingClientRect()
    const ghost = card.cloneNode(true) as HTMLElement
    ghost.removeAttribute(`data-${thing}`)
    ghost.className = `${card.className} ghost`
    ghost.inert = true
    ghost.style.width = `${box.width}px`
    ghost.style.height = `${box.height}px`
    root.append(ghost)
    card.dataset.held = ''
    drag = { card, ghost, grip: { x: x - box.left, y: y - box.top }, at: { x, y } }
    navigator.vibrate?.(15)
    follow(x, y)
    frame = requestAnimationFrame(scroll)
  }

  function follow(x: number, y: number) {
    const { ghost, grip } = drag!
    drag!.at = { x, y }
    ghost.style.transform = `translate(${x - grip.x}px, ${y - grip.y}px)`
    mark(targetAt(x, y))
  }

  function targetAt(x: number, y: number): HTMLElement | undefined {
    const target = document.elementFromPoint(x, y)?.closest<HTMLElement>(targets)
    return target && root.contains(target) ? target : undefined
  }

  function mark(element: HTMLElement | undefined) {
    for (const marked of root.querySelectorAll('[data-over]')) if (marked !== element) marked.removeAttribute('data-over')
    element?.setAttribute('data-over', '')
  }

  function scroll() {
    if (!drag) return
    const box = root.getBoundingClientRect()
    const { x, y } = drag.at
    const up = Math.max(0, box.top + edge - y)
    const down = Math.max(0, y - (box.bottom - edge))
    const left = Math.max(0, box.left + edge - x)
    const right = Math.max(0, x - (box.right - edge))
    if (up || down || left || right) {
      root.scrollBy((right - left) / 5, (down - up) / 5)
      mark(targetAt(x, y))
    }
    frame = requestAnimationFrame(scroll)
  }

  function finish(put: boolean) {
    const { card, ghost, grip, at } = drag!
    const target = put ? targetAt(at.x, at.y) : undefined
    drag = undefined
    cancelAnimationFrame(frame)
    ghost.remove()
    mark(undefined)
    delete card.dataset.held
    swallow = true
    setTimeout(() => (swallow = false)) // the click comes at once or not at all
    if (target) drop(card.dataset[thing]!, target, at.y, at.y - grip.y)
  }

  return () => {
    if (drag) finish(false)
    cancel()
    off.abort()
  }
}
