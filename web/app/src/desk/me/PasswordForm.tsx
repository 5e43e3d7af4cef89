import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { Password } from '../shell/Password.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { api, renew } from '../staff.ts'

/** Another password, by who knows the present one. It is no draft: a password is kept nowhere. */
export function PasswordForm() {
  const { t } = useSpeech()
  const { login } = useAccount()
  const done = useDone()
  const client = useQueryClient()
  const [epoch, setEpoch] = useState(0)
  const change = useMutation({
    mutationFn: async (form: FormData) => {
      await api.post('/api/sessions/me/password', { old_password: String(form.get('old')), password: String(form.get('new')) })
      await renew() // the tokens from before hold no longer
    },
    onSuccess: () => {
      setEpoch(epoch + 1)
      void client.invalidateQueries({ queryKey: ['sign-ins'] })
      done(t('me.passwordChanged'))
    },
  })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    change.mutate(new FormData(event.currentTarget))
  }
  return (
    <section>
      <h2>{t('me.password')}</h2>
      <form key={epoch} className="card stack" aria-label={t('me.password')} onSubmit={submit}>
        <input type="hidden" name="username" autoComplete="username" value={login} />
        <Password name="old" label={t('me.oldPassword')} />
        <Password name="new" label={t('invited.newPassword')} chosen />
        <p className="soft">{t('me.passwordHint')}</p>
        <Failure error={change.error} />
        <div className="actions">
          <button className="button primary" disabled={change.isPending}>{t('me.changePassword')}</button>
        </div>
      </form>
    </section>
  )
}
