import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { flushSync } from 'react-dom'
import type { ForumReports } from '../../core/contract/facilitation.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useLiveLists, useThemes } from '../data.ts'
import { useSessions } from '../session.ts'
import { Failure } from '../shell/Failure.tsx'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { api } from '../staff.ts'
import { ReportCard } from './ReportCard.tsx'
import './reports.css'

const pageSize = 20

/** What the groups have confirmed, as it comes in: each session's recommendations with the suggestions they carry. */
export function SessionReports() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const live = useLiveLists(forum, 'facilitation', 'reports')
  const themes = useThemes(forum)
  const sessions = useSessions(forum)
  const [printing, setPrinting] = useState(false)
  const reports = useInfiniteQuery({
    queryKey: [forum, 'reports', 'of'],
    queryFn: ({ pageParam }) => api.get(`${at.facilitation(forum)}/reports`, { offset: pageParam, limit: pageSize }),
    initialPageParam: 0,
    getNextPageParam: ({ total }, pages) => (pages.length * pageSize < total ? pages.length * pageSize : undefined),
    // A suggestion that has not arrived from its tablet yet has no number: it is asked for again, slowly.
    refetchInterval: ({ state }) => (state.data?.pages.some(lacksSources) ? 15_000 : false),
  })
  const pages = reports.data?.pages
  const sources = useMemo(() => new Map(pages?.flatMap(({ sources }) => sources.map((one) => [one.id, one]))), [pages])
  const sessionOf = (id: string) => sessions.data?.find((session) => session.id === id)
  const sums = pages?.[0]

  /** All of them go to paper, also those that nobody has scrolled to. */
  async function printAll() {
    setPrinting(true)
    let { hasNextPage } = reports
    while (hasNextPage) ({ hasNextPage } = await reports.fetchNextPage({ throwOnError: true }))
    flushSync(() => setPrinting(false))
    print()
  }

  return (
    <div className="session-reports">
      <PageTitle
        beside={
          <>
            {sums && sums.confirmed > 0 && (
              <button className="button" disabled={printing} onClick={() => void printAll().catch(() => setPrinting(false))}>{t('reports.print')}</button>
            )}
            <LiveState open={live} />
          </>
        }
      >
        {t('reports.title')}
      </PageTitle>
      {sums && sums.total > 0 && (
        <p className="soft" role="status">{t('reports.summary', { count: sums.confirmed, recommendations: sums.recommendations, drafts: sums.total - sums.confirmed })}</p>
      )}
      <Failure error={sessions.error} />
      <Listing query={{ isPending: reports.isPending, isError: reports.isError, error: reports.error, data: pages?.flatMap(({ items }) => items), refetch: reports.refetch }} empty={t('reports.empty')}>
        {(items) => (
          <ol className="cards">
            {items.map((one) => (
              <ReportCard key={one.session_id} forum={forum} overview={one} session={sessionOf(one.session_id)}
                theme={read(themes.data?.find(({ id }) => id === sessionOf(one.session_id)?.theme_id)?.title, language)} sources={sources} />
            ))}
          </ol>
        )}
      </Listing>
      {reports.hasNextPage && (
        <button className="button on-screen" disabled={reports.isFetching} onClick={() => void reports.fetchNextPage()}>{t('more')}</button>
      )}
    </div>
  )
}

const lacksSources = ({ items, sources }: ForumReports): boolean => {
  const arrived = new Set(sources.map(({ id }) => id))
  return items.some(({ confirmed }) => confirmed?.recommendations.some(({ suggestion_ids }) => suggestion_ids.some((id) => !arrived.has(id))))
}
