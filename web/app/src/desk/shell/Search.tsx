import { useEffect, useRef } from 'react'

/** A search field that "/" reaches from anywhere on the page; Escape empties it. */
export function Search({ label, value, onChange }: { label: string; value: string; onChange: (words: string) => void }) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    function key(event: KeyboardEvent) {
      // The key by its place: under a Russian or Kazakh layout it types something else.
      const slash = event.key === '/' || (event.code === 'Slash' && !event.shiftKey)
      const writing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select')
      if (!slash || writing || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    document.addEventListener('keydown', key)
    return () => document.removeEventListener('keydown', key)
  }, [])
  return (
    <label className="search">
      <span className="visually-hidden">{label}</span>
      <input ref={input} className="field" type="search" placeholder={label} aria-keyshortcuts="/" autoComplete="off" value={value}
        onChange={(event) => onChange(event.target.value)} onKeyDown={(event) => event.code === 'Escape' && onChange('')} />
      <kbd aria-hidden="true">/</kbd>
    </label>
  )
}
