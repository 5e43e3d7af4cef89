import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Begun, OwnSteps } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { AppSetUp } from '../second/AppSetUp.tsx'
import { RecoveryCodes } from '../second/RecoveryCodes.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { api } from '../staff.ts'
import { Passkeys } from './Passkeys.tsx'
import { Proof, When } from './Proof.tsx'

const path = '/api/sessions/me' as const
const key = ['second-steps']

/** What somebody proves to have beside the password when signing in: an app, passkeys; codes on paper for when they are lost. */
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
        <Passkeys steps={steps} onChanged={changed} />
        {(app || steps.passkeys.length > 0) && (
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
