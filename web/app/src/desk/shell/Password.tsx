import { useId, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'

/** A field for a password that can be looked at: typed on a phone, it is wrong more often than it is spied upon. */
export function Password({ name, label, chosen = false }: { name: string; label: string; chosen?: boolean }) {
  const { t } = useSpeech()
  const [shown, show] = useState(false)
  const hint = useId()
  return (
    <div className="stack">
      <label>
        {label}
        <input className="field" name={name} type={shown ? 'text' : 'password'} autoComplete={chosen ? 'new-password' : 'current-password'} autoCapitalize="none" spellCheck={false} minLength={chosen ? 12 : undefined} maxLength={200} required aria-describedby={chosen ? hint : undefined} />
      </label>
      {chosen && <p className="soft" id={hint}>{t('invited.passwordHint')}</p>}
      <label className="check">
        <input type="checkbox" checked={shown} onChange={(event) => show(event.target.checked)} /> {t('invited.show')}
      </label>
    </div>
  )
}
