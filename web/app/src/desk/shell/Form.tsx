import { createContext, type FormEvent, type KeyboardEvent, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { shows } from '../../core/text.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useDone } from './Done.tsx'
import { valuesOf } from './drafts.ts'
import type { FormDraft } from './useDraft.ts'

/** What a form asks before it is sent; FormActions shows it in the place of its buttons. */
interface Asked {
  question: string
  yes: () => void
  no: () => void
}
const Asking = createContext<Asked | undefined>(undefined)
export const useAsked = (): Asked | undefined => useContext(Asking)

interface Props {
  draft: FormDraft
  className?: string
  label?: string
  /** Stands on its page from the start: on arriving the heading has the focus, after each entry the first field. */
  standing?: boolean
  onSubmit: (form: FormData) => void
  onCancel?: () => void
  /** What is asked before it is sent, when there is no way back; undefined: this may be sent at once. */
  sure?: (form: FormData) => string | undefined
  children: ReactNode
}

/**
 * A form that opens in its place: its first field has the focus, Escape leaves it, Ctrl+Enter saves from any field. What is
 * typed is kept at once (useDraft): leaving throws nothing away, and what comes back says so.
 */
export function Form({ draft, className = 'stack', label, standing, onSubmit, onCancel, sure, children }: Props) {
  const form = useRef<HTMLFormElement>(null)
  const arriving = useRef(standing)
  const [asked, ask] = useState<Omit<Asked, 'no'>>()
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
    const values = new FormData(event.currentTarget)
    const question = sure?.(values)
    if (!question) onSubmit(values)
    else if (!asked) ask({ question, yes: () => (ask(undefined), onSubmit(values)) })
  }
  function key(event: KeyboardEvent<HTMLFormElement>) {
    if (event.code === 'Escape' && onCancel) {
      event.stopPropagation()
      onCancel()
    }
    // By its button: while that is at work, the keys send nothing a second time.
    if (event.code === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.querySelector<HTMLButtonElement>('button:not([type=button])')?.click()
  }

  return (
    <form ref={form} key={draft.epoch} className={className} aria-label={label} data-thing={draft.thing} onSubmit={submit} onKeyDown={key} onInput={() => (ask(undefined), keep())}>
      {draft.restored && <Restored draft={draft} />}
      <Asking value={asked && { ...asked, no: () => ask(undefined) }}>{children}</Asking>
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
