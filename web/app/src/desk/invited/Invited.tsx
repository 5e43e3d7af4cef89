import { useMutation, useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Account, Opened } from '../../core/contract/sessions.d.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { pendingOf } from '../second/second.ts'
import { SecondStep } from '../second/SecondStep.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field } from '../shell/Form.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useShell } from '../shell/Shell.tsx'
import { api, signIn } from '../staff.ts'
import { useHouseMoment } from '../when.ts'
import { Password } from '../shell/Password.tsx'

/** Where a one-time link leads: the invited person chooses login and password and is in; or chooses a new password. The code stands behind the "#", which no server is told. */
export default function Invited() {
  const { t } = useSpeech()
  const hash = useLocation({ select: (location) => location.hash })
  const navigate = useNavigate()
  const opened = useQuery({
    queryKey: ['invited', hash], enabled: Boolean(hash), staleTime: Infinity, retry: false,
    queryFn: () => api.post('/api/sessions/invites/look', { code: hash }),
  })
  return (
    <main className="narrow">
      <PageTitle>{t(opened.data?.login ? 'invited.resetTitle' : 'invited.title')}</PageTitle>
      {opened.isFetching && <p className="note" role="status">{t('loading')}</p>}
      <Failure error={opened.error} />
      {opened.data && opened.data.state !== 'open' && <p className="note" role="alert">{t(`invited.state.${opened.data.state}`)}</p>}
      {opened.data?.state === 'open' && <Choose code={hash} opened={opened.data} />}
      {(!hash || opened.error || (opened.data && opened.data.state !== 'open')) && (
        <Code onCode={(code) => void navigate({ to: '/invited', hash: code, replace: true })} />
      )}
    </main>
  )
}

/** For a code on paper, without a camera. */
function Code({ onCode }: { onCode: (code: string) => void }) {
  const { t } = useSpeech()
  return (
    <form className="card stack" onSubmit={(event) => (event.preventDefault(), onCode(field(new FormData(event.currentTarget), 'code')))}>
      <label>
        {t('invited.code')}
        <input className="field" name="code" autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={40} required />
      </label>
      <button className="button primary">{t('invited.look')}</button>
    </form>
  )
}

function Choose({ code, opened }: { code: string; opened: Opened }) {
  const { t, language } = useSpeech()
  const moment = useHouseMoment()
  const { setAccount } = useShell()
  const navigate = useNavigate()
  const [id] = useState(uuidv7) // pressed again after a lost answer it is the same request
  const use = useMutation({
    mutationFn: async (form: FormData): Promise<Account> => {
      const password = String(form.get('password'))
      const chosen = opened.login ? {} : { login: field(form, 'login'), name: field(form, 'name'), language }
      const made = await api.post('/api/sessions/invites/use', { code, id, password, ...chosen })
      return signIn(made.login, password)
    },
    onSuccess: enter,
  })
  function enter(account: Account) {
    setAccount(account)
    void navigate({ to: '/', replace: true })
  }
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    use.mutate(new FormData(event.currentTarget))
  }
  // The link is used up; what is left is to sign in.
  const pending = pendingOf(use.error)
  if (pending) return <SecondStep pending={pending} onSignedIn={enter} onAgain={() => void navigate({ to: '/', replace: true })} />
  return (
    <form className="card stack" onSubmit={submit}>
      {opened.login ? (
        <>
          <p>{t('invited.resetHint', { login: opened.login })}</p>
          <input type="hidden" name="username" autoComplete="username" value={opened.login} />
        </>
      ) : (
        <>
          <p>{t('invited.hint', { roles: [...new Set(Object.values(opened.roles).flat())].map((role) => t(`staffRole.${role}`)).join(', ') })}</p>
          <label>
            {t('staff.name')}
            <input className="field" name="name" defaultValue={opened.name} autoComplete="name" maxLength={200} required />
          </label>
          <label>
            {t('signIn.login')}
            <input className="field" name="login" autoComplete="username" autoCapitalize="none" spellCheck={false} minLength={2} maxLength={100} required />
          </label>
        </>
      )}
      <Password name="password" label={t(opened.login ? 'invited.newPassword' : 'signIn.password')} chosen />
      <p className="soft">{t('invited.languageHint')}</p>
      <Failure error={use.error} />
      <button className="button primary" disabled={use.isPending}>{t(opened.login ? 'invited.save' : 'invited.join')}</button>
      <p className="soft">{t('staff.until', { when: moment(opened.expires_at) })}</p>
    </form>
  )
}
