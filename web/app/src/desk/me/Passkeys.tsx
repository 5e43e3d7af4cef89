import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { OwnSteps, Passkey } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { canPasskey, makePasskey } from '../second/passkeys.ts'
import { Failure } from '../shell/Failure.tsx'
import { field } from '../shell/Form.tsx'
import { api } from '../staff.ts'
import { Proof, When } from './Proof.tsx'

interface Props {
  steps: OwnSteps
  onChanged: (words: string, codes?: readonly string[]) => void
}

/** One's own passkeys: each with a name, made by a device, and taken away when the device is. */
export function Passkeys({ steps, onChanged }: Props) {
  const { t } = useSpeech()
  const [adding, add] = useState(false)
  const refused = steps.passkeys_refused ? t(`second.refused.${steps.passkeys_refused}`, { address: location.origin }) : !canPasskey() && t('second.noPasskeys')
  async function make(password: string, name: string) {
    const asked = await api.post('/api/sessions/me/passkeys/begin', { password })
    const { recovery_codes } = await api.post('/api/sessions/me/passkeys', { name, ...(await makePasskey(asked, t)) })
    add(false)
    onChanged(t('second.passkeyMade', { name }), recovery_codes)
  }
  return (
    <>
      <li><div className="row">
        <div className="grow">
          <strong>{t('second.passkeys')}</strong>
          <p className="soft">{refused || t('second.passkeysHint')}</p>
        </div>
        {!refused && (
          <div className="actions">
            <button className="button" aria-expanded={adding} onClick={() => add(true)}>{t('second.addPasskey')}</button>
          </div>
        )}
        {adding && <Proof asks={steps.has_password} yes={t('second.next')} name={t('second.passkeyName')} onCancel={() => add(false)} onProof={make}>{t('second.passkeyAsk')}</Proof>}
      </div></li>
      {steps.passkeys.map((one) => <li key={one.id}><Row one={one} asks={steps.has_password} onChanged={onChanged} /></li>)}
    </>
  )
}

function Row({ one, asks, onChanged }: { one: Passkey; asks: boolean; onChanged: Props['onChanged'] }) {
  const { t } = useSpeech()
  const [act, begin] = useState<'rename' | 'remove'>()
  const path = `/api/sessions/me/passkeys/${one.id}` as const
  const { name } = one
  const rename = useMutation({
    mutationFn: (to: string) => api.patch(path, { name: to }),
    onSuccess: (_, to) => (begin(undefined), onChanged(t('second.passkeyRenamed', { name: to }))),
  })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    rename.mutate(field(new FormData(event.currentTarget), 'name'))
  }
  return (
    <div className="row">
      <div className="grow">
        <strong>{name}</strong>
        <When made={one.made_at} used={one.used_at} />
      </div>
      <div className="actions">
        <button className="button" aria-expanded={act === 'rename'} onClick={() => begin('rename')}>{t('second.rename')} <span className="visually-hidden">{name}</span></button>
        <button className="button quiet" aria-expanded={act === 'remove'} onClick={() => begin('remove')}>{t('second.remove')} <span className="visually-hidden">{name}</span></button>
      </div>
      {act === 'rename' && (
        <form className="card stack" aria-label={t('second.rename')} onSubmit={submit}>
          <label>
            {t('second.passkeyName')}
            <input className="field" name="name" defaultValue={name} maxLength={100} required autoFocus />
          </label>
          <Failure error={rename.error} />
          <div className="actions">
            <button className="button primary" disabled={rename.isPending}>{t('save')}</button>
            <button className="button quiet" type="button" onClick={() => begin(undefined)}>{t('cancel')}</button>
          </div>
        </form>
      )}
      {act === 'remove' && (
        <Proof asks={asks} yes={t('second.removeNow')} onCancel={() => begin(undefined)} onProof={(password) => api.post(`${path}/remove`, { password }).then(() => onChanged(t('second.passkeyRemoved', { name })))}>
          {t('second.sureRemovePasskey', { name })}
        </Proof>
      )}
    </div>
  )
}
