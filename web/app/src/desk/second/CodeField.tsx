import { useCallback } from 'react'
import { useSpeech } from '../../ui/language.tsx'

/** The six digits of an app. A phone offers its digits and, where it can, the code itself; "123 456" may be pasted. */
export function CodeField({ described }: { described?: string }) {
  const { t } = useSpeech()
  const focus = useCallback((one: HTMLInputElement | null) => one?.focus(), [])
  return (
    <label>
      {t('second.code')}
      <input className="field digits" name="code" inputMode="numeric" autoComplete="one-time-code" pattern="\s*(\d[\s\-]*){6}" title={t('second.sixDigits')} maxLength={20} required ref={focus} aria-describedby={described} />
    </label>
  )
}
