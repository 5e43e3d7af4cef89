import { useMutation } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { Password } from '../shell/Password.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field } from '../shell/Form.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { useHouseMoment } from '../when.ts'

interface Props {
  asks: boolean // the account has a password
  children?: ReactNode
  yes: string
  name?: string // the label of a name that is asked for, too
  onProof: (password: string, name: string) => Promise<unknown>
  onCancel: () => void
}

/** The present password, where there is one, so that nobody changes this at a desk that was left open. */
export function Proof({ asks, children, yes, name, onProof, onCancel }: Props) {
  const { t } = useSpeech()
  const { login } = useAccount()
  const prove = useMutation({ mutationFn: (form: FormData) => onProof(asks ? String(form.get('password')) : '', name ? field(form, 'name') : '') })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    prove.mutate(new FormData(event.currentTarget))
  }
  return (
    <form className="card stack" aria-label={yes} onSubmit={submit}>
      {children && <p>{children}</p>}
      {name && (
        <label>
          {name}
          <input className="field" name="name" maxLength={100} required autoFocus />
        </label>
      )}
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

/** Since when somebody has a second step, and when it was last used. */
export function When({ made, used }: { made: string; used: string | null }) {
  const { t } = useSpeech()
  const moment = useHouseMoment()
  return <p className="soft">{[t('me.since', { when: moment(made) }), used ? t('second.used', { when: moment(used) }) : t('second.neverUsed')].join(' · ')}</p>
}
