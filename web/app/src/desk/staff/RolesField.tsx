import type { StaffRole } from '../../core/contract/enums.ts'
import { StaffRole as staffRoles } from '../../core/contract/enums.ts'
import { useSpeech } from '../../ui/language.tsx'
import { sessionName, useSessions } from '../session.ts'
import { useAccount } from '../shell/Shell.tsx'
import { may } from '../staff.ts'
import { type Given, ofSession, organisedBy, useForums, whereOf } from './roles.ts'

interface Props {
  rows: readonly Given[]
  onChange: (rows: Given[]) => void
  start: Given // of a row that is added
}

/** Roles, one a line: which, in all forums, in one, or in one session of it. Those of places that are not one's own stand there and stay. */
export function RolesField({ rows, onChange, start }: Props) {
  const { t, language } = useSpeech()
  const account = useAccount()
  const known = useForums().data ?? []
  const own = organisedBy(account, known)
  const everywhere = may(account, '*', 'organiser')
  const set = (index: number, change: Partial<Given>) => onChange(rows.map((row, i) => (i === index ? { ...row, ...change } : row)))
  return (
    <fieldset className="roles">
      <legend>{t('staff.roles')}</legend>
      {rows.map((row, index) => {
        const mine = row.forum === '*' ? everywhere : everywhere || own.some(({ id }) => id === row.forum)
        const place = whereOf(row.forum, known, t, language)
        return (
          <div key={index} className="given" role="group" aria-label={t('staff.roleNumber', { number: index + 1 })}>
            <label>
              <span>{t('staff.where')}</span>
              <select className="field" value={row.forum} disabled={!mine} onChange={(event) => set(index, { forum: event.target.value, session: '' })}>
                {everywhere && <option value="*">{t('staff.allForums')}</option>}
                {own.map((forum) => <option key={forum.id} value={forum.id}>{whereOf(forum.id, known, t, language)}</option>)}
                {!mine && <option value={row.forum}>{place}</option>}
              </select>
            </label>
            {row.forum !== '*' && <SessionField row={row} disabled={!mine} onChange={(session) => set(index, { session, role: session && !ofSession.includes(row.role) ? 'facilitator' : row.role })} />}
            <label>
              <span>{t('staff.role')}</span>
              <select className="field" value={row.role} disabled={!mine} onChange={(event) => set(index, { role: event.target.value as StaffRole })}>
                {(row.session ? ofSession : staffRoles).map((role) => <option key={role} value={role}>{t(`staffRole.${role}`)}</option>)}
              </select>
            </label>
            {mine && (
              <button className="button quiet" type="button" onClick={() => onChange(rows.filter((_, i) => i !== index))}>
                {t('staff.takeRole')} <span className="visually-hidden">{t(`staffRole.${row.role}`)}, {place}</span>
              </button>
            )}
          </div>
        )
      })}
      {!rows.length && <p className="soft">{t('staff.noRoleYet')}</p>}
      <div className="actions">
        <button className="button" type="button" onClick={() => onChange([...rows, start])}>{t('staff.addRole')}</button>
      </div>
    </fieldset>
  )
}

function SessionField({ row, disabled, onChange }: { row: Given; disabled: boolean; onChange: (session: string) => void }) {
  const { t, language } = useSpeech()
  const sessions = useSessions(row.forum)
  return (
    <label>
      <span>{t('staff.inSession')}</span>
      <select className="field" value={row.session} disabled={disabled} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('staff.wholeForum')}</option>
        {sessions.data?.map((one) => <option key={one.id} value={one.id}>{sessionName(one, t, language)}</option>)}
        {row.session && !sessions.data?.some(({ id }) => id === row.session) && <option value={row.session}>{t('staff.someSession')}</option>}
      </select>
    </label>
  )
}
