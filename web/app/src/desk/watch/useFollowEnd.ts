import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/**
 * Keeps the end of the page in view while the reader is there. A reader who scrolled up is left alone and told how many
 * lines have come since; `toEnd` leads back.
 */
export function useFollowEnd(count: number): { missed: number; toEnd: () => void } {
  const atEnd = useRef(true)
  const [seen, setSeen] = useState(count)

  const toEnd = useCallback(() => {
    atEnd.current = true
    scrollTo(0, document.documentElement.scrollHeight)
  }, [])

  useEffect(() => {
    const look = () => {
      atEnd.current = document.documentElement.scrollHeight - scrollY - innerHeight < 80
      if (atEnd.current) setSeen(Infinity)
    }
    addEventListener('scroll', look, { passive: true })
    return () => removeEventListener('scroll', look)
  }, [])

  useLayoutEffect(() => {
    if (atEnd.current) {
      toEnd()
      setSeen(count)
    } else setSeen((before) => Math.min(before, count))
  }, [count, toEnd])

  // What was in view when the reader went up is known; only what came later is missed.
  return { missed: atEnd.current ? 0 : Math.max(0, count - Math.min(seen, count)), toEnd }
}
