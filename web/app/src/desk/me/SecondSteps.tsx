import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Begun, OwnSteps } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Password } from '../invited/Password.tsx'
import { AppSetUp } from '../second/AppSetUp.tsx'
import { RecoveryCodes } from '../second/RecoveryCodes.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { api } from '../staff.ts'
import { useHouseMoment } from '../when.ts'

const path = '/api/sessions/me' as const
const key = ['second-steps']

/** What somebody proves to have beside the password when signing in: an app; codes on paper for when the phone is lost. */
export function SecondSteps() {
  const { t } = useSpeech()
  const steps = useQuery({ queryKey: key, queryFn: () => api.get(`${path}/second-steps`) })
  return (
    <section className="steps" aria-labelledby="second-steps">
      <h2 id="second-steps">{t('second.title')}</h2>
      <p className="soft">{t('second.about')}</p>
      <Failure error={steps.error} />
      {steps.data && <Steps steps={steps.data} />}
    </section>
  )
}

type Act = 'app' | 'removeApp' | 'renew'

function Steps({ steps }: { steps: OwnSteps }) {
  const { t } = useSpeech()
  const { login } = useAccount()
  const client = useQueryClient()
  const done = useDone()
  const [act, begin] = useState<Act>()
  const [begun, setBegun] = useState<Begun>()
  const [codes, setCodes] = useState<readonly string[]>([])
  const close = () => (begin(undefined), setBegun(undefined))
  function changed(words: string, made: readonly string[] = []) {
    close()
    setCodes(made)
    void client.invalidateQueries({ queryKey: key })
    done(words)
  }
  const remove = (given: string) => api.post(`${path}/second-steps/remove`, { password: given })
  const renew = (given: string) => api.post(`${path}/recovery-codes`, { password: given })
  if (codes.length) return <RecoveryCodes codes={codes} login={login} onKept={() => setCodes([])} />
  const { totp: app, required, recovery_codes_left: left, has_password: asks } = steps
  return (
    <>
      {required && <p className="note">{t('second.required')}</p>}
      <ul className="rows few">
        <li><div className="row">
          <div className="grow">
            <strong>{t('second.app')}</strong> {app && <span className="pill good">{t('second.on')}</span>}
            {app ? <When made={app.made_at} used={app.used_at} /> : <p className="soft">{t('second.appHint')}</p>}
          </div>
          <div className="actions">
            <button className="button" aria-expanded={act === 'app'} onClick={() => (setBegun(undefined), begin('app'))}>{t(app ? 'second.otherApp' : 'second.setUp')}</button>
            {app && <button className="button quiet" aria-expanded={act === 'removeApp'} onClick={() => begin('removeApp')}>{t('second.remove')} <span className="visually-hidden">{t('second.app')}</span></button>}
          </div>
          {act === 'app' && !begun && <Proof asks={asks} yes={t('second.next')} onCancel={close} onProof={(password) => api.post(`${path}/second-steps/begin`, { password }).then(setBegun)} />}
          {act === 'app' && begun && (
            <AppSetUp
              begun={begun}
              confirm={(code) => api.post(`${path}/second-steps/confirm`, { code })}
              onMade={({ recovery_codes }) => changed(t('second.made'), recovery_codes)}
              onCancel={close}
            />
          )}
          {act === 'removeApp' && <Proof asks={asks} yes={t('second.removeNow')} onCancel={close} onProof={(given) => remove(given).then(() => changed(t('second.removed')))}>{t('second.sureRemove')}</Proof>}
        </div></li>
        {app && (
          <li><div className="row">
            <div className="grow">
              <strong>{t('second.recovery')}</strong>
              <p className="soft">{t('second.left', { count: left })}</p>
            </div>
            <div className="actions">
              <button className="button" aria-expanded={act === 'renew'} onClick={() => begin('renew')}>{t('second.renew')}</button>
            </div>
            {act === 'renew' && <Proof asks={asks} yes={t('second.renewNow')} onCancel={close} onProof={(given) => renew(given).then(({ recovery_codes }) => changed(t('second.renewed'), recovery_codes))}>{t('second.sureRenew')}</Proof>}
          </div></li>
        )}
      </ul>
    </>
  )
}

/** Since when somebody has a second step, and when it was last used. */
export function When({ made, used }: { made: string; used: string | null }) {
  const { t } = useSpeech()
  const moment = useHouseMoment()
  return <p className="soft">{[t('me.since', { when: moment(made) }), used ? t('second.used', { when: moment(used) }) : t('second.neverUsed')].join(' · ')}</p>
}

/** The present password, where there is one, so that nobody changes this at a desk that was left open. */
export function Proof({ asks, children, yes, onProof, onCancel }: { asks: boolean; children?: ReactNode; yes: string; onProof: (password: string) => Promise<unknown>; onCancel: () => void }) {
  const { t } = useSpeech()
  const { login } = useAccount()
  const prove = useMutation({ mutationFn: onProof })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    prove.mutate(asks ? String(new FormData(event.currentTarget).get('password')) : '')
  }
  return (
    <form className="card stack" aria-label={yes} onSubmit={submit}>
      {children && <p>{children}</p>}
      {asks && (
        <>
          <input type="hidden" name="username" autoComplete="username" value={login} />
          <Password name="password" label={t('me.oldPassword')} />
        </>
      )}
      <Failure error={prove.error} />
      <div className="actions">
        <button className="button primary" disabled={prove.isPending}>{yes}</button>
        <button className="button quiet" type="button" onClick={onCancel}>{t('cancel')}</button>
      </div>
    </form>
  )
}
