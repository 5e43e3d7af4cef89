import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'

interface Props {
  className?: string
  label?: string
  onSubmit: (form: FormData) => void
  onCancel?: () => void
  children: ReactNode
}

/**
 * A form that opens in its place: its first field has the focus, Escape gives up, Ctrl+Enter saves from any field, and
 * when it closes the focus returns to the buttons of the card it stood in, or to the page's heading if the card is gone.
 */
export function Form({ className = 'stack', label, onSubmit, onCancel, children }: Props) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const home = form.current?.closest('.card')
    form.current?.querySelector<HTMLElement>('textarea, select, input:checked, input:not([type=radio])')?.focus()
    return () => {
      requestAnimationFrame(() => {
        if (document.activeElement && document.activeElement !== document.body) return
        const button = home?.isConnected && home.querySelector<HTMLElement>('.actions .button:not(:disabled)')
        ;(button || document.querySelector('h1'))?.focus()
      })
    }
  }, [])

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    onSubmit(new FormData(event.currentTarget))
  }
  function key(event: KeyboardEvent<HTMLFormElement>) {
    if (event.code === 'Escape' && onCancel) {
      event.stopPropagation()
      onCancel()
    }
    if (event.code === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit()
  }

  return (
    <form ref={form} className={className} aria-label={label} onSubmit={submit} onKeyDown={key}>
      {children}
    </form>
  )
}

/** The trimmed value of a field. */
export const field = (form: FormData, name: string): string => String(form.get(name) ?? '').trim()

/** The values of a pair of fields made by <Pair>. */
export const pair = (form: FormData, name: string) => ({ kk: field(form, `${name}_kk`), ru: field(form, `${name}_ru`) })
