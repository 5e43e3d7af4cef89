import type { Account } from '../../core/contract/sessions.d.ts'
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
import { type Given, type Roles, rolesOf, rowsOf } from './roles.ts'
import { RolesField } from './RolesField.tsx'

/** What an organiser changes of a member of staff. Of one who works in other forums too, only the roles in one's own. */
export function AccountForm({ account, start, onClose }: { account: Account; start: Given; onClose: () => void }) {
  const { t } = useSpeech()
  const draft = useDraft(`account/${account.id}`, account)
  const path = `/api/sessions/accounts/${account.id}` as const
  const done = useDone()
  const [rows, setRows] = useHeld<Given[]>(draft, () => {
    const kept = draft.value('roles')
    return rowsOf(kept ? (JSON.parse(kept) as Roles) : account.roles)
  })
  const seen = (draft.seen ?? account) as Account
  const write = useWrite('', (form: FormData) => {
    const typed = { name: field(form, 'name'), login: field(form, 'login'), email: field(form, 'email'), language: String(form.get('language')) }
    const person = Object.fromEntries(Object.entries(typed).filter(([name, value]) => value !== seen[name as keyof Account]))
    const roles = rolesOf(rows)
    return api.patch(path, { ...person, ...(same(roles, seen.roles) ? {} : { roles }), version: draft.version })
  }, () => changed('accounts', account.id))
  const facts = (one: Account): [string, string][] => [
    [t('staff.name'), one.name], [t('signIn.login'), one.login], [t('staff.email'), one.email], [t('language.choose'), one.language], [t('staff.roles'), JSON.stringify(one.roles)],
  ]
  return (
    <Form draft={draft} className="stack" label={t('staff.change')} onCancel={onClose}
      onSubmit={(form) => write.mutate(form, { onSuccess: () => (draft.drop(), done(t('staff.changed', { name: field(form, 'name') })), onClose()) })}>
      <label>
        {t('staff.name')}
        <Line name="name" value={draft.value('name', account.name)} limit={200} required />
      </label>
      <label>
        {t('signIn.login')}
        <Line name="login" value={draft.value('login', account.login)} limit={100} required />
      </label>
      <label>
        {t('staff.email')}
        <Line name="email" type="email" value={draft.value('email', account.email)} limit={200} />
      </label>
      <label>
        {t('language.choose')}
        <select className="field" name="language" defaultValue={draft.value('language', account.language)}>
          {languages.map((code) => <option key={code} value={code}>{t(`text.${code}`)}</option>)}
        </select>
      </label>
      <RolesField rows={rows} start={start} onChange={setRows} />
      <input type="hidden" name="roles" value={JSON.stringify(rolesOf(rows))} />
      <Refused draft={draft} error={write.error} read={() => api.get(path)} facts={facts} />
      <FormActions busy={write.isPending} onCancel={() => (draft.close(), onClose())} />
    </Form>
  )
}

const flat = (roles: Roles) => rowsOf(roles).map(({ forum, session, role }) => `${forum}/${session}/${role}`).toSorted().join()
const same = (a: Roles, b: Roles) => flat(a) === flat(b)
