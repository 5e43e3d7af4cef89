import { useMemo } from 'react'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useLiveLists, useThemes } from '../data.ts'
import { Listed } from '../lists/Listed.tsx'
import { parked } from '../lists/nouns.ts'
import { useList } from '../lists/useList.ts'
import { sessionName, useSessions } from '../session.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { may } from '../staff.ts'
import { ParkedCard } from './ParkedCard.tsx'

/** What the yurts kept for later, and who is to take it up. What is offered to nobody waits for the secretariat and comes first. */
export function Parked() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const writer = may(useAccount(), forum, 'secretary', 'organiser', 'moderator', 'facilitator')
  const live = useLiveLists(forum, 'facilitation', 'parked')
  const themes = useThemes(forum).data ?? []
  const sessions = useSessions(forum).data ?? []
  const waiting = useList(parked, forum, useMemo(() => ({ offered: 'nobody' }), []))
  const offered = useList(parked, forum, useMemo(() => ({ offered: 'somebody' }), []))
  const nameOfSession = (id: string) => sessionName(sessions.find((one) => one.id === id), t, language)
  const nameOfTheme = (id: string) => read(themes.find((theme) => theme.id === id)?.title, language)
  const lists = [waiting, offered].filter(({ part }, i) => part?.total !== 0 || (i === 0 && offered.part?.total === 0)) // one of them says that there is nothing
  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('parked.title')}</PageTitle>
      <div className="stack">
        {lists.map((list) => (
          <Listed key={list.id} list={list} empty={t('parked.empty')}>
            {(line) => <ParkedCard forum={forum} line={line} writer={writer} sessions={sessions} themes={themes} nameOfSession={nameOfSession} nameOfTheme={nameOfTheme} />}
          </Listed>
        ))}
      </div>
    </>
  )
}
