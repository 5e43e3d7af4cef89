import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useCallback, useState } from 'react'
import type { Account, StepTaken } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Failure } from '../shell/Failure.tsx'
import { api, makeStep, takePasskey, takeStep } from '../staff.ts'
import { AppSetUp } from './AppSetUp.tsx'
import { CodeField } from './CodeField.tsx'
import { canPasskey, provePasskey } from './passkeys.ts'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import { isOver, type Pending } from './second.ts'

interface Props {
  pending: Pending
  onSignedIn: (account: Account) => void
  onAgain: (why?: unknown) => void // back to the password
}

/** After the password: the second step is taken, or, where this server wants one, made first. */
export function SecondStep({ pending, onSignedIn, onAgain }: Props) {
  return pending.makes ? <Make pending={pending} onSignedIn={onSignedIn} onAgain={onAgain} /> : <Take pending={pending} onSignedIn={onSignedIn} onAgain={onAgain} />
}

function Take({ pending, onSignedIn, onAgain }: Props) {
  const { t } = useSpeech()
  const { challenge, ways } = pending
  const offered = (['totp', 'passkey', 'recovery'] as const).filter((way) => ways.includes(way) && (way !== 'passkey' || canPasskey()))
  const [way, choose] = useState(offered[0] ?? 'recovery')
  const focus = useCallback((one: HTMLInputElement | null) => one?.focus(), [])
  const take = useMutation({
    mutationFn: async (step: Omit<StepTaken, 'challenge'> | 'passkey') =>
      step === 'passkey'
        ? takePasskey({ challenge, ...(await provePasskey(await api.post('/api/sessions/sign-in/passkey/begin', { challenge }), t)) })
        : takeStep({ challenge, ...step }),
    onSuccess: onSignedIn,
    onError: (error) => isOver(error) && onAgain(error),
  })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    take.mutate(way === 'passkey' ? way : way === 'recovery' ? { recovery_code: String(form.get('recovery')) } : { code: String(form.get('code')) })
  }
  return (
    <form className="card stack" aria-label={t('second.title')} onSubmit={submit}>
      {way === 'recovery' && (
        <>
          <p>{t('second.recoveryHint')}</p>
          <label key="recovery">
            {t('second.recoveryCode')}
            <input className="field" name="recovery" autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={40} required ref={focus} />
          </label>
        </>
      )}
      {way === 'totp' && (
        <>
          <p>{t('second.takeHint')}</p>
          <CodeField />
        </>
      )}
      {way === 'passkey' && <p>{t('second.passkeyHint')}</p>}
      <Failure error={take.error} />
      <button className="button primary" disabled={take.isPending}>{t(way === 'passkey' ? 'second.usePasskey' : 'signIn.enter')}</button>
      {offered.filter((one) => one !== way).map((one) => (
        <button key={one} className="button" type="button" onClick={() => (take.reset(), choose(one))}>{t(`second.by.${one}`)}</button>
      ))}
      {way !== 'recovery' && <p className="soft">{t('second.lost')}</p>}
      <button className="button quiet" type="button" onClick={() => onAgain()}>{t('second.again')}</button>
    </form>
  )
}

function Make({ pending: { challenge }, onSignedIn, onAgain }: Props) {
  const { t } = useSpeech()
  const [made, setMade] = useState<{ account: Account; codes: readonly string[] }>()
  const begun = useQuery({ queryKey: ['second-step', challenge], queryFn: () => api.post('/api/sessions/sign-in/second-steps/begin', { challenge }), staleTime: Infinity, gcTime: 0, retry: false })
  if (made) return <RecoveryCodes codes={made.codes} login={made.account.login} onKept={() => onSignedIn(made.account)} />
  return (
    <>
      <p className="note" role="status">{t('second.wanted')}</p>
      {begun.isPending && <p className="note" role="status">{t('loading')}</p>}
      {begun.error && (
        <>
          <Failure error={begun.error} />
          <button className="button" onClick={() => onAgain()}>{t('second.again')}</button>
        </>
      )}
      {begun.data && (
        <AppSetUp
          begun={begun.data}
          confirm={(code) => makeStep({ challenge, code }).catch((error: unknown) => {
            if (isOver(error)) onAgain(error)
            throw error
          })}
          onMade={setMade}
          onCancel={() => onAgain()}
        />
      )}
    </>
  )
}
