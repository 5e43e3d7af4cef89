import { type ReactNode, useEffect, useRef } from 'react'
import { useSpeech } from '../../ui/language.tsx'

let arrived = false // the first page of a visit leaves the focus where the browser put it

/** A page's heading. On arriving from another page it takes the focus, so that a screen reader says where one is. */
export function PageTitle({ children, beside }: { children: string; beside?: ReactNode }) {
  const { t } = useSpeech()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (arrived) heading.current?.focus({ preventScroll: true })
    arrived = true
  }, [])
  useEffect(() => {
    document.title = `${children} · ${t('brand')}`
  }, [children, t])
  return (
    <div className="heading">
      <h1 ref={heading} tabIndex={-1}>{children}</h1>
      {beside}
    </div>
  )
}
