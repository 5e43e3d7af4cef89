import { useQuery } from '@tanstack/react-query'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useLiveLists, useThemes } from '../data.ts'
import { sessionName } from '../session.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { may } from '../staff.ts'
import type { Session } from '../types.ts'
import { type ParkedLine, ParkedCard } from './ParkedCard.tsx'

/** What the yurts kept for later, and who is to take it up. What is offered to nobody waits for the secretariat. */
export function Parked() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const writer = may(useAccount(), forum, 'secretary', 'organiser', 'moderator', 'facilitator')
  const live = useLiveLists(forum, 'facilitation', 'parked')
  const themes = useThemes(forum)
  const sessions = useQuery({ queryKey: [forum, 'sessions'], queryFn: () => all<Session>(`${at.sessions(forum)}/sessions`) })
  const parked = useQuery({
    queryKey: [forum, 'parked'],
    queryFn: () => all<ParkedLine>(`${at.facilitation(forum)}/suggestions`, { state: 'parked' }),
    // What waits for the secretariat comes first.
    select: (items) => items.toSorted((a, b) => Number(Boolean(a.parked_theme_id || a.parked_session_id)) - Number(Boolean(b.parked_theme_id || b.parked_session_id))),
  })
  const nameOfSession = (id: string) => sessionName(sessions.data?.find((one) => one.id === id), t, language)
  const nameOfTheme = (id: string) => read(themes.data?.find((theme) => theme.id === id)?.title, language)
  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('parked.title')}</PageTitle>
      <Listing query={parked} empty={t('parked.empty')}>
        {(items) => (
          <ul className="cards">
            {items.map((one) => (
              <ParkedCard key={one.id} forum={forum} line={one} writer={writer} sessions={sessions.data ?? []} themes={themes.data ?? []}
                nameOfSession={nameOfSession} nameOfTheme={nameOfTheme} />
            ))}
          </ul>
        )}
      </Listing>
    </>
  )
}
