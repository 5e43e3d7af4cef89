import { type FormEvent, useRef, useState } from 'react'
import type { Account } from '../../core/contract/sessions.d.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Password } from '../shell/Password.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field } from '../shell/Form.tsx'
import { setUp } from '../staff.ts'

/** The first account of a server: an organiser of all its forums. */
export function FirstOrganiser({ code, onMade }: { code: string; onMade: (account: Account) => void }) {
  const { t, language } = useSpeech()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const id = useRef(uuidv7())

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setError(undefined)
    try {
      onMade(await setUp({ code, id: id.current, name: field(form, 'name'), login: field(form, 'login'), password: String(form.get('password')), language }))
    } catch (refusal) {
      setError(refusal)
      setBusy(false)
    }
  }

  return (
    <form className="card stack" onSubmit={submit}>
      <p>{t('setup.about')}</p>
      <label>
        {t('setup.name')}
        <input className="field" name="name" autoComplete="name" maxLength={200} required autoFocus />
      </label>
      <label>
        {t('signIn.login')}
        <input className="field" name="login" autoComplete="username" autoCapitalize="none" spellCheck={false} minLength={2} maxLength={100} required aria-describedby="login-hint" />
      </label>
      <p className="hint soft" id="login-hint">{t('setup.loginHint')}</p>
      <Password name="password" label={t('signIn.password')} chosen />
      <Failure error={error} />
      <button className="button primary" disabled={busy}>{t('setup.begin')}</button>
    </form>
  )
}
