import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useLiveLists, useThemes } from '../data.ts'
import { Near } from '../lists/Near.tsx'
import { useSessions } from '../session.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { api } from '../staff.ts'
import { SessionCard } from './SessionCard.tsx'

/** The day's programme: who talks where about what, how many ideas so far, the rounds' timers, the tablets' codes. */
export function Programme() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const live = useLiveLists(forum, 'sessions', 'sessions', 'rounds', 'devices')
  useLiveLists(forum, 'facilitation', 'suggestions')
  const themes = useThemes(forum)
  const sessions = useSessions(forum)
  const counts = useQuery({ queryKey: [forum, 'suggestions', 'counts'], queryFn: () => api.get(`${at.facilitation(forum)}/counts`) })
  const ideas = useMemo(() => new Map(counts.data?.by_session.map(({ session_id, count }) => [session_id, count])), [counts.data])
  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('programme.title')}</PageTitle>
      {counts.data && <p className="soft" role="status">{t('programme.total', { count: counts.data.total })}</p>}
      <Listing query={sessions} empty={t('programme.empty')}>
        {(items) => (
          <ol className="cards grid">
            {items.map((session) => (
              <Near key={session.id} height="17rem">
                <SessionCard forum={forum} session={session} theme={read(themes.data?.find(({ id }) => id === session.theme_id)?.title, language)} ideas={ideas.get(session.id) ?? 0} />
              </Near>
            ))}
          </ol>
        )}
      </Listing>
    </>
  )
}
