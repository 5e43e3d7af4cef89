import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Account } from '../../core/contract/sessions.d.ts'
import { languages } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Line } from '../shell/Area.tsx'
import { useDone } from '../shell/Done.tsx'
import { untouched } from '../shell/drafts.ts'
import { Failure } from '../shell/Failure.tsx'
import { field, Form } from '../shell/Form.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Refused } from '../shell/Refused.tsx'
import { useAccount, useShell } from '../shell/Shell.tsx'
import { useDraft } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { RoleList } from '../staff/RoleList.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { SecondSteps } from './SecondSteps.tsx'
import { SignIns } from './SignIns.tsx'
import '../staff/staff.css'

/** One's own account: name, language, password, and where one is signed in. */
export default function Me() {
  const { t } = useSpeech()
  const account = useAccount()
  return (
    <>
      <PageTitle>{t('me.title')}</PageTitle>
      <section className="card stack">
        <p><strong>{account.login}</strong></p>
        <RoleList roles={account.roles} />
        <Own />
      </section>
      <PasswordForm />
      <SecondSteps />
      <SignIns />
    </>
  )
}

function Own() {
  const { t } = useSpeech()
  const me = useQuery({ queryKey: ['me'], queryFn: () => api.get('/api/sessions/me') })
  if (!me.data) return me.error ? <Failure error={me.error} /> : <p className="note" role="status">{t('loading')}</p>
  return <OwnForm me={me.data} />
}

function OwnForm({ me }: { me: Account }) {
  const { t } = useSpeech()
  const { setAccount } = useShell()
  const draft = useDraft('me', me)
  const done = useDone()
  const client = useQueryClient()
  const opened = draft.seen ?? me
  useEffect(() => draft.follow(me), [draft, me])
  async function change(own: Own) {
    const changed = await api.patch('/api/sessions/me', own)
    setAccount(changed)
    client.setQueryData(['me'], changed)
    return changed
  }
  const write = useMutation({ mutationFn: change })
  function submit(form: FormData) {
    const before = draft.latest ?? opened
    const body = untouched<Own>({ name: field(form, 'name'), language: field(form, 'language') as Account['language'] }, opened, before)
    write.mutate({ ...body, version: draft.version }, {
      onSuccess: (changed) => {
        draft.startAnew(changed)
        done(t('me.changed'), () => change({ name: before.name, language: before.language, version: changed.version }))
      },
    })
  }
  return (
    <Form draft={draft} standing label={t('me.own')} onSubmit={submit}>
      <label>
        {t('staff.name')}
        <Line name="name" value={draft.value('name', opened.name)} limit={200} required />
      </label>
      <label>
        {t('me.language')}
        <select className="field" name="language" defaultValue={draft.value('language', opened.language)}>
          {languages.map((code) => <option key={code} value={code}>{t(`text.${code}`)}</option>)}
        </select>
      </label>
      <Refused draft={draft} error={write.error} read={() => api.get('/api/sessions/me')} facts={(one) => [[t('staff.name'), one.name], [t('me.language'), t(`text.${one.language}`)]]} />
      <div className="actions">
        <button className="button primary" disabled={write.isPending}>{t('save')}</button>
      </div>
    </Form>
  )
}

/** What one changes of one's own account. */
type Own = Partial<Pick<Account, 'name' | 'language' | 'version'>>
