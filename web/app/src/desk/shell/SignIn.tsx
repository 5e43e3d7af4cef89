import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useCallback, useState } from 'react'
import type { Account } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { PlainAddress } from '../../ui/PlainAddress.tsx'
import { api, signIn, takePasskey } from '../staff.ts'
import { canPasskey, provePasskey } from '../second/passkeys.ts'
import { pendingOf, type Pending } from '../second/second.ts'
import { SecondStep } from '../second/SecondStep.tsx'
import { Failure } from './Failure.tsx'
import { PageTitle } from './PageTitle.tsx'

export function SignIn({ onSignedIn }: { onSignedIn: (account: Account) => void }) {
  const { t } = useSpeech()
  const [busy, setBusy] = useState(false)
  const focus = useCallback((login: HTMLInputElement | null) => login?.focus(), [])
  const [error, setError] = useState<unknown>()
  const [pending, setPending] = useState<Pending>()
  const ways = useQuery({
    queryKey: ['sign-in-ways'],
    queryFn: () => api.get('/api/sessions/sign-in-ways'),
  })

  const setUp = useQuery({ queryKey: ['set-up'], queryFn: () => api.get('/api/sessions/set-up') })

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    void enter(() => signIn(String(form.get('login')), String(form.get('password'))))
  }
  /** A passkey that makes sure of the person is the whole of signing in. */
  const byPasskey = async () => takePasskey(await provePasskey(await api.post('/api/sessions/sign-in/passkey/begin', {}), t))

  async function enter(by: () => Promise<Account>) {
    setBusy(true)
    setError(undefined)
    try {
      onSignedIn(await by())
    } catch (refusal) {
      const second = pendingOf(refusal)
      setPending(second)
      setError(second ? undefined : refusal)
      setBusy(false)
    }
  }

  if (pending)
    return (
      <main className="narrow">
        <PageTitle>{t('signIn.title')}</PageTitle>
        <SecondStep pending={pending} onSignedIn={onSignedIn} onAgain={(why) => (setError(why), setPending(undefined))} />
      </main>
    )

  return (
    <main className="narrow">
      <PageTitle>{t('signIn.title')}</PageTitle>
      <PlainAddress where="desk" />
      {setUp.data?.open && <p className="note">{t('setup.nobody')}</p>}
      <form className="card stack" onSubmit={submit}>
        <label>
          {t('signIn.login')}
          <input className="field" name="login" autoComplete="username" autoCapitalize="none" required ref={focus} />
        </label>
        <label>
          {t('signIn.password')}
          <input className="field" name="password" type="password" autoComplete="current-password" required />
        </label>
        <Failure error={error} />
        <button className="button primary" disabled={busy}>
          {t('signIn.enter')}
        </button>
        {ways.data?.passkeys && canPasskey() && (
          <button className="button" type="button" disabled={busy} onClick={() => void enter(byPasskey)}>{t('second.alone')}</button>
        )}
        {ways.data?.providers.map(({ name, url }) => (
          <a key={url} className="button" href={url}>
            {t('signIn.with', { name })}
          </a>
        ))}
      </form>
    </main>
  )
}
