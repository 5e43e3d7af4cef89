import { useQuery } from '@tanstack/react-query'
import { read } from '../core/i18n.ts'
import { useSpeech } from '../ui/language.tsx'
import { at } from './data.ts'
import { api } from './staff.ts'
import type { Session } from './types.ts'

/** "Yurt 3", or the session's title when it is not in a yurt; empty until it is known. */
export function useSessionName(forum: string, session: string): string {
  const { t, language } = useSpeech()
  const one = useQuery({ queryKey: [forum, 'sessions', 'one', session], queryFn: () => api.get<Session>(`${at.sessions(forum)}/sessions/${session}`) })
  if (!one.data) return ''
  return one.data.yurt > 0 ? t('programme.yurt', { yurt: one.data.yurt }) : read(one.data.title, language)
}
