import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Session } from '../core/contract/sessions.d.ts'
import { type Language, read, type Translate } from '../core/i18n.ts'
import { useSpeech } from '../ui/language.tsx'
import { all, at } from './data.ts'
import { api } from './staff.ts'

/** "Yurt 3", or the session's title when it is not in a yurt; empty until it is known. */
export function sessionName(session: Pick<Session, 'yurt' | 'title'> | undefined, t: Translate, language: Language): string {
  return session?.yurt ? t('programme.yurt', { yurt: session.yurt }) : read(session?.title, language)
}

/** All sessions of the programme, without their people: to name them and to choose one. */
export const sessionsOf = (forum: string) =>
  queryOptions({ queryKey: [forum, 'sessions', 'names'], queryFn: () => all(`${at.sessions(forum)}/sessions`, { brief: 'true' }), staleTime: 60_000 })
export const useSessions = (forum: string) => useQuery(sessionsOf(forum))

/** The same of a session by its id. */
export function useSessionName(forum: string, session: string): string {
  const { t, language } = useSpeech()
  const one = useQuery({ queryKey: [forum, 'sessions', 'one', session], queryFn: () => api.get(at.session(forum, session)) })
  return sessionName(one.data, t, language)
}
