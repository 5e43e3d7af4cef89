import { useQueries, useQuery } from '@tanstack/react-query'
import type { StaffRole } from '../../core/contract/enums.ts'
import type { Account, Forum } from '../../core/contract/sessions.d.ts'
import { type Language, read, type Translate } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all } from '../data.ts'
import { sessionName, sessionsOf, useSessions } from '../session.ts'
import { may } from '../staff.ts'

export type Roles = Record<string, string[] | null> // as the contract has them

/** One role in one place, as a row of the form shows it. */
export interface Given {
  forum: string // "*" for all of them
  session: string // "" for the whole forum
  role: StaffRole
}

/** The roles that can be held in one session, as the services say (access.OfSession). */
export const ofSession: readonly StaffRole[] = ['moderator', 'facilitator', 'secretary']

export function rowsOf(roles: Roles): Given[] {
  return Object.entries(roles).flatMap(([scope, names]) => {
    const [forum = '', session = ''] = scope.split('/')
    return (names ?? []).map((role) => ({ forum, session, role: role as StaffRole }))
  })
}

export function rolesOf(rows: readonly Given[]): Record<string, string[]> {
  const roles: Record<string, string[]> = {}
  for (const { forum, session, role } of rows) {
    if (!forum) continue
    const held = (roles[session ? `${forum}/${session}` : forum] ??= [])
    if (!held.includes(role)) held.push(role)
  }
  return roles
}

/** All forums that the person at the desk sees. */
export const useForums = () => useQuery({ queryKey: ['forums'], queryFn: () => all('/api/sessions/forums'), staleTime: 60_000 })

/** Where this person may give roles. */
export const organisedBy = (account: Account, forums: readonly Forum[]): Forum[] => forums.filter(({ id }) => may(account, id, 'organiser'))

export function whereOf(forum: string, forums: readonly Forum[], t: Translate, language: Language): string {
  if (forum === '*') return t('staff.allForums')
  return read(forums.find(({ id }) => id === forum)?.title, language) || t('staff.someForum')
}

/** The name of a session, once it is known; asked for by the forum, since people are shown by the dozen. */
export function useSessionNames(forum: string): (session: string) => string {
  const { t, language } = useSpeech()
  const sessions = useSessions(forum)
  return (session) => sessionName(sessions.data?.find(({ id }) => id === session), t, language) || t('staff.someSession')
}

/** Who has which role where, in one line; the sessions of `known` roles are named. */
export function useRoleWords(...known: Roles[]): (roles: Roles) => string {
  const { t, language } = useSpeech()
  const forums = useForums().data ?? []
  const asked = [...new Set(known.flatMap(rowsOf).filter(({ session }) => session).map(({ forum }) => forum))]
  const sessions = useQueries({ queries: asked.map(sessionsOf) }).flatMap(({ data }) => data ?? [])
  const name = (session: string) => sessionName(sessions.find(({ id }) => id === session), t, language) || session // two unknown ones are not the same
  return (roles) => rowsOf(roles).map(({ forum, session, role }) => [t(`staffRole.${role}`), whereOf(forum, forums, t, language), session && name(session)].filter(Boolean).join(' · ')).toSorted().join('; ')
}
