import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { shows } from '../../core/text.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useDone } from './Done.tsx'
import { valuesOf } from './drafts.ts'
import type { FormDraft } from './useDraft.ts'

interface Props {
  draft: FormDraft
  className?: string
  label?: string
  /** Stands on its page from the start: on arriving the heading has the focus, after each entry the first field. */
  standing?: boolean
  onSubmit: (form: FormData) => void
  onCancel?: () => void
  children: ReactNode
}

/**
 * A form that opens in its place: its first field has the focus, Escape leaves it, Ctrl+Enter saves from any field. What is
 * typed is kept at once (useDraft): leaving throws nothing away, and what comes back says so.
 */
export function Form({ draft, className = 'stack', label, standing, onSubmit, onCancel, children }: Props) {
  const form = useRef<HTMLFormElement>(null)
  const arriving = useRef(standing)
  const opened = useRef<string>(undefined) // what the fields say untouched
  useEffect(() => {
    opened.current = draft.restored ? undefined : said(form.current!)
    if (!draft.reopened && !arriving.current) form.current?.querySelector<HTMLElement>('textarea, select, input:checked, input:not([type=radio], [type=hidden])')?.focus()
    arriving.current = false
  }, [draft])
  // After each render too: a row that was added, a value that the component holds, are no input of the browser's.
  useEffect(() => keep())

  function keep() {
    const values = valuesOf(new FormData(form.current!))
    draft.keep(JSON.stringify(values) === opened.current ? null : values)
  }
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
    <form ref={form} key={draft.epoch} className={className} aria-label={label} data-thing={draft.thing} onSubmit={submit} onKeyDown={key} onInput={keep}>
      {draft.restored && <Restored draft={draft} />}
      {children}
    </form>
  )
}

const said = (form: HTMLFormElement) => JSON.stringify(valuesOf(new FormData(form)))

/** Says that these are words from before, and lets one begin again. */
function Restored({ draft }: { draft: FormDraft }) {
  const { t } = useSpeech()
  const done = useDone()
  return (
    <p className="note restored">
      {t('draft.restored')}{' '}
      <button className="button quiet" type="button" onClick={() => done(t('draft.thrownAway'), draft.startAnew())}>{t('draft.startAnew')}</button>
    </p>
  )
}

/** The trimmed value of a field; what shows nothing is nothing. */
export function field(form: FormData, name: string): string {
  const value = String(form.get(name) ?? '').trim()
  return shows(value) ? value : ''
}

/** The values of a pair of fields made by <Pair>. */
export const pair = (form: FormData, name: string) => ({ kk: field(form, `${name}_kk`), ru: field(form, `${name}_ru`) })
