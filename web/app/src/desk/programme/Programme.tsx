import { useQuery } from '@tanstack/react-query'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useLiveLists, useThemes } from '../data.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { api } from '../staff.ts'
import type { Session } from '../types.ts'
import { SessionCard } from './SessionCard.tsx'

interface Counts {
  total: number
  by_session: { session_id: string; count: number }[]
}

const byTimeAndPlace = (a: Session, b: Session) => a.starts_at.localeCompare(b.starts_at) || a.yurt - b.yurt

/** The day's programme: who talks where about what, how many ideas so far, the rounds' timers, the tablets' codes. */
export function Programme() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const live = useLiveLists(forum, 'sessions', 'sessions', 'rounds', 'devices')
  useLiveLists(forum, 'facilitation', 'counts')
  const themes = useThemes(forum)
  const sessions = useQuery({ queryKey: [forum, 'sessions'], queryFn: () => all<Session>(`${at.sessions(forum)}/sessions`) })
  const counts = useQuery({ queryKey: [forum, 'counts'], queryFn: () => api.get<Counts>(`${at.facilitation(forum)}/counts`) })
  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('programme.title')}</PageTitle>
      {counts.data && <p className="soft" role="status">{t('programme.total', { count: counts.data.total })}</p>}
      <Listing query={sessions} empty={t('programme.empty')}>
        {(items) => (
          <ol className="cards grid">
            {items.toSorted(byTimeAndPlace).map((session) => (
              <SessionCard key={session.id} forum={forum} session={session}
                theme={read(themes.data?.find(({ id }) => id === session.theme_id)?.title, language)}
                ideas={counts.data?.by_session.find(({ session_id }) => session_id === session.id)?.count ?? 0} />
            ))}
          </ol>
        )}
      </Listing>
    </>
  )
}
