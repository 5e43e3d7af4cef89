import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { languages } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Line } from '../shell/Area.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field, Form } from '../shell/Form.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Refused } from '../shell/Refused.tsx'
import { useAccount, useShell } from '../shell/Shell.tsx'
import { useDraft } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { RoleList } from '../staff/RoleList.tsx'
import { PasswordForm } from './PasswordForm.tsx'
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
      <SignIns />
    </>
  )
}

function Own() {
  const { t } = useSpeech()
  const { setAccount } = useShell()
  const me = useQuery({ queryKey: ['me'], queryFn: () => api.get('/api/sessions/me') })
  const account = useAccount()
  const now = me.data ?? account
  const draft = useDraft('me', now)
  const done = useDone()
  const client = useQueryClient()
  const change = (name: string, language: string, version?: number) => api.patch('/api/sessions/me', { name, language, version })
  const write = useMutation({
    mutationFn: (form: FormData) => change(field(form, 'name'), String(form.get('language')), draft.version),
    onSuccess: (changed) => {
      const { name, language } = (draft.seen ?? now) as typeof now
      draft.drop()
      setAccount(changed)
      client.setQueryData(['me'], changed)
      done(t('me.changed'), async () => setAccount(await change(name, language)))
    },
  })
  return (
    <Form key={now.version} draft={draft} standing label={t('me.own')} onSubmit={(form) => write.mutate(form)}>
      <label>
        {t('staff.name')}
        <Line name="name" value={draft.value('name', now.name)} limit={200} required />
      </label>
      <label>
        {t('me.language')}
        <select className="field" name="language" defaultValue={draft.value('language', now.language)}>
          {languages.map((code) => <option key={code} value={code}>{t(`text.${code}`)}</option>)}
        </select>
      </label>
      <Refused draft={draft} error={write.error} read={() => api.get('/api/sessions/me')} facts={(one) => [[t('staff.name'), one.name], [t('me.language'), t(`text.${one.language}`)]]} />
      <div className="actions">
        <button className="button primary" disabled={write.isPending}>{t('save')}</button>
      </div>
      <Failure error={me.error} />
    </Form>
  )
}

