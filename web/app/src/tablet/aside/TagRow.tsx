import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import './aside.css'
import { offered, usedTags } from '../lines/usedTags.ts'
import { useAside } from './words.ts'

interface Props {
  field: RefObject<HTMLTextAreaElement | null>
  typed: string
  change: (typed: string) => void
}

/** While a tag is being typed: those that the session has used already. A tap takes one; so do Tab or the arrow down, and Enter. */
export default function TagRow({ field, typed, change }: Props) {
  const { store } = useTools()
  const { t } = useAside()
  const row = useRef<HTMLDivElement>(null)
  const used = useLive(() => usedTags(store), [store]) ?? []

  useEffect(() => {
    const textarea = field.current
    const down = (event: globalThis.KeyboardEvent) => {
      const first = row.current?.querySelector('button')
      if (event.code !== 'ArrowDown' || !first) return
      event.preventDefault()
      first.focus()
    }
    textarea?.addEventListener('keydown', down)
    return () => textarea?.removeEventListener('keydown', down)
  }, [field])

  function take(tag: string) {
    change(`${typed.replace(/#\S*$/, '')}#${tag} `)
    field.current?.focus()
  }

  const tags = offered(used, typed)
  if (!tags.length) return null
  return (
    // Focus stays in the field when a tag is tapped, so the keyboard of the system stays up.
    <div ref={row} className="tag-row" role="group" aria-label={t('tags.used')} onPointerDown={(event) => event.preventDefault()} onKeyDown={(event) => walk(event, field.current)}>
      {tags.map((tag) => (
        <button key={tag} type="button" className="button" onClick={() => take(tag)}>
          #{tag}
        </button>
      ))}
    </div>
  )
}

/** Arrows go from tag to tag; up and Escape lead back to the field. */
function walk(event: KeyboardEvent, field: HTMLElement | null): void {
  const { activeElement } = document
  const to = { ArrowRight: activeElement?.nextElementSibling, ArrowLeft: activeElement?.previousElementSibling, ArrowUp: field, Escape: field }[event.code]
  if (!(to instanceof HTMLElement)) return
  event.preventDefault()
  event.stopPropagation()
  to.focus()
}
