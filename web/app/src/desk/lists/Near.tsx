import { type ReactNode, useEffect, useRef, useState } from 'react'

/**
 * An item of a list of a few hundred in a grid: what it shows is drawn, and read, when it first comes near the screen, and
 * stays. `height` is about what it will take.
 */
export function Near({ height, children }: { height: string; children: ReactNode }) {
  const item = useRef<HTMLLIElement>(null)
  const [near, setNear] = useState(false)
  useEffect(() => {
    if (near) return
    const observer = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && setNear(true), { rootMargin: '25%' })
    observer.observe(item.current!)
    return () => observer.disconnect()
  }, [near])
  return (
    <li ref={item} className="near" style={near ? undefined : { minHeight: height }} aria-busy={!near || undefined}>
      {near && children}
    </li>
  )
}
