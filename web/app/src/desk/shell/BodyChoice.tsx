import { useDeferredValue, useRef, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { nameOf } from '../data.ts'
import { useForumTime } from '../when.ts'
import { useBodies } from './bodies.ts'

interface Props {
  label: string
  hidden?: boolean // the label is for screen readers only
  empty: string // what stands while none is chosen
  name?: string
  value?: string
  required?: boolean
  autoFocus?: boolean
  without?: readonly string[] // bodies that are chosen elsewhere
  onChange?: (id: string) => void
}

/** Chooses an organisation. Where there are more than a list can hold, a field above it finds them by name. */
export function BodyChoice({ label, hidden, empty, name, value = '', required, autoFocus, without = [], onChange }: Props) {
  const { t, language } = useSpeech()
  const today = useForumTime().today()
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState(value)
  const many = useRef(false)
  const { bodies, total, known } = useBodies(useDeferredValue(words.trim()), chosen)
  if (!words && known) many.current = total > bodies.length
  return (
    <div className="stack tight">
      {many.current && (
        <input className="field" type="search" aria-label={`${label}: ${t('bodies.search')}`} placeholder={t('bodies.search')} autoComplete="off" value={words}
          onChange={(event) => setWords(event.target.value)} onKeyDown={(event) => event.code === 'Enter' && event.preventDefault()} />
      )}
      <label>
        <span className={hidden ? 'visually-hidden' : undefined}>{label}</span>
        <select className="field" name={name} required={required} autoFocus={autoFocus} value={chosen}
          onChange={(event) => (setChosen(event.target.value), onChange?.(event.target.value))}>
          <option value="" disabled={required}>{empty}</option>
          {bodies.filter(({ id }) => id === chosen || !without.includes(id)).map((body) => <option key={body.id} value={body.id}>{nameOf(body, today, language)}</option>)}
        </select>
      </label>
      <a className="soft" href="/desk/organisations" target="_blank" rel="noopener">{t('bodies.register')}</a>
    </div>
  )
}
