import type { Account, AccountChange } from '../../core/contract/sessions.d.ts'
import { languages } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { Line } from '../shell/Area.tsx'
import { useDone } from '../shell/Done.tsx'
import { field, Form } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { Refused } from '../shell/Refused.tsx'
import { useDraft, useHeld } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { type Given, type Roles, rolesOf, rowsOf, useRoleWords } from './roles.ts'
import { RolesField } from './RolesField.tsx'

/** What an organiser changes of a member of staff. Of one who works in other forums too, only the roles in one's own. */
export function AccountForm({ account, start, onClose }: { account: Account; start: Given; onClose: () => void }) {
  const { t } = useSpeech()
  const draft = useDraft(`account/${account.id}`, account)
  const path = `/api/sessions/accounts/${account.id}` as const
  const done = useDone()
  const [rows, setRows] = useHeld<Given[]>(draft, () => {
    const kept = draft.value('roles')
    return rowsOf(kept ? (JSON.parse(kept) as Roles) : (draft.seen ?? account).roles)
  })
  const seen = draft.seen ?? account
  const write = useWrite('', (body: AccountChange) => api.patch(path, body), () => changed('accounts', account.id))
  const inWords = useRoleWords(account.roles, seen.roles)
  /** What was changed, and nothing else: the rest may not be one's own to change. */
  function submit(form: FormData) {
    const typed = { name: field(form, 'name'), login: field(form, 'login'), email: field(form, 'email'), language: String(form.get('language')) }
    const roles = rolesOf(rows)
    const body: AccountChange = { ...Object.fromEntries(Object.entries(typed).filter(([name, value]) => value !== seen[name as keyof Account])), ...(same(roles, seen.roles) ? {} : { roles }) }
    const before = draft.latest ?? seen
    write.mutate({ ...body, version: draft.version }, {
      onSuccess: ({ version }) => {
        draft.drop()
        onClose()
        const was = Object.fromEntries(Object.keys(body).map((name) => [name, before[name as keyof Account]]))
        done(t('staff.changed', { name: typed.name }), () => write.mutateAsync({ ...was, version }))
      },
    })
  }
  const leave = () => (draft.close(), onClose())
  const facts = (one: Account): [string, string][] => [
    [t('staff.name'), one.name], [t('signIn.login'), one.login], [t('staff.email'), one.email], [t('language.choose'), t(`text.${one.language}`)], [t('staff.roles'), inWords(one.roles)],
  ]
  return (
    <Form draft={draft} className="stack" label={t('staff.change')} onCancel={leave} onSubmit={submit}>
      <label>
        {t('staff.name')}
        <Line name="name" value={draft.value('name', seen.name)} limit={200} required />
      </label>
      <label>
        {t('signIn.login')}
        <Line name="login" value={draft.value('login', seen.login)} limit={100} required />
      </label>
      <label>
        {t('staff.email')}
        <Line name="email" type="email" value={draft.value('email', seen.email)} limit={200} />
      </label>
      <label>
        {t('language.choose')}
        <select className="field" name="language" defaultValue={draft.value('language', seen.language)}>
          {languages.map((code) => <option key={code} value={code}>{t(`text.${code}`)}</option>)}
        </select>
      </label>
      <RolesField rows={rows} start={start} onChange={setRows} />
      <input type="hidden" name="roles" value={JSON.stringify(rolesOf(rows))} />
      <Refused draft={draft} error={write.error} read={() => api.get(path)} facts={facts} />
      <FormActions busy={write.isPending} onCancel={leave} />
    </Form>
  )
}

const flat = (roles: Roles) => rowsOf(roles).map(({ forum, session, role }) => `${forum}/${session}/${role}`).toSorted().join()
const same = (a: Roles, b: Roles) => flat(a) === flat(b)
