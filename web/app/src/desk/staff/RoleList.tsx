import { useSpeech } from '../../ui/language.tsx'
import { type Roles, rowsOf, useForums, useSessionNames, whereOf } from './roles.ts'

/** Who has which role where, in words. */
export function RoleList({ roles }: { roles: Roles }) {
  const { t, language } = useSpeech()
  const forums = useForums().data ?? []
  const rows = rowsOf(roles)
  if (!rows.length) return <span className="soft">{t('staff.noRole')}</span>
  const places = [...new Set(rows.map(({ forum }) => forum))]
  return (
    <ul className="held">
      {places.map((forum) => {
        const given = rows.filter((row) => row.forum === forum)
        const whole = given.filter(({ session }) => !session)
        return (
          <li key={forum}>
            {whole.length > 0 && <>{whole.map(({ role }) => t(`staffRole.${role}`)).join(', ')} · </>}
            <span className="soft">{whereOf(forum, forums, t, language)}</span>
            {whole.length < given.length && <OfSessions forum={forum} given={given.filter(({ session }) => session)} />}
          </li>
        )
      })}
    </ul>
  )
}

function OfSessions({ forum, given }: { forum: string; given: ReturnType<typeof rowsOf> }) {
  const { t } = useSpeech()
  const name = useSessionNames(forum)
  return <> · {given.map(({ session, role }) => `${t(`staffRole.${role}`)}, ${name(session)}`).join('; ')}</>
}
