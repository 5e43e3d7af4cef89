import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/**
 * Keeps the end of the page in view while the reader is there. A reader who scrolled up is left alone and told how many
 * lines have come since; `toEnd` leads back.
 */
export function useFollowEnd(count: number): { missed: number; toEnd: () => void } {
  const [atEnd, setAtEnd] = useState(true)
  const [seen, setSeen] = useState(count) // how many lines there were when the reader was last at the end
  const lines = useRef(count)
  lines.current = count

  const toEnd = useCallback(() => scrollTo(0, document.documentElement.scrollHeight), [])

  useEffect(() => {
    const look = () => {
      const there = document.documentElement.scrollHeight - scrollY - innerHeight < 80
      setAtEnd(there)
      if (there) setSeen(lines.current)
    }
    addEventListener('scroll', look, { passive: true })
    return () => removeEventListener('scroll', look)
  }, [])

  useLayoutEffect(() => {
    if (!atEnd) return
    toEnd()
    setSeen(count)
  }, [count, atEnd, toEnd])

  // A phone that is turned, or a bar of the browser that goes away: the end stays in view.
  useEffect(() => {
    if (!atEnd) return
    addEventListener('resize', toEnd)
    return () => removeEventListener('resize', toEnd)
  }, [atEnd, toEnd])

  return { missed: atEnd ? 0 : Math.max(0, count - seen), toEnd }
}
