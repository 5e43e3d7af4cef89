import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useLiveLists, useThemes } from '../data.ts'
import { read } from '../../core/i18n.ts'
import { Failure } from '../shell/Failure.tsx'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { api } from '../staff.ts'
import type { Page, Session } from '../types.ts'
import { type Overview, ReportCard, type Source } from './ReportCard.tsx'
import './reports.css'

/** What the groups have confirmed, as it comes in: each session's recommendations with the suggestions they carry. */
export function SessionReports() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const live = useLiveLists(forum, 'facilitation', 'reports')
  const themes = useThemes(forum)
  const reports = useQuery({ queryKey: [forum, 'reports'], queryFn: async () => (await api.get<Page<Overview>>(`${at.facilitation(forum)}/reports`)).items })
  const sessions = useQuery({ queryKey: [forum, 'sessions'], queryFn: () => all<Session>(`${at.sessions(forum)}/sessions`) })
  const { sources, error } = useSources(forum, reports.data)
  const sessionOf = (id: string) => sessions.data?.find((session) => session.id === id)
  const confirmed = reports.data?.filter((one) => one.confirmed) ?? []
  const count = confirmed.reduce((sum, one) => sum + one.confirmed!.recommendations.length, 0)
  const printable = confirmed.length > 0 && (
    <button className="button" onClick={() => print()}>{t('reports.print')}</button>
  )

  return (
    <div className="session-reports">
      <PageTitle beside={<>{printable}<LiveState open={live} /></>}>{t('reports.title')}</PageTitle>
      {reports.data && reports.data.length > 0 && (
        <p className="soft" role="status">{t('reports.summary', { count: confirmed.length, recommendations: count, drafts: reports.data.length - confirmed.length })}</p>
      )}
      <Failure error={sessions.error ?? error} />
      <Listing query={reports} empty={t('reports.empty')}>
        {(items) => (
          <ol className="cards">
            {items.map((one) => (
              <ReportCard key={one.session_id} forum={forum} overview={one} session={sessionOf(one.session_id)}
                theme={read(themes.data?.find(({ id }) => id === sessionOf(one.session_id)?.theme_id)?.title, language)} sources={sources} />
            ))}
          </ol>
        )}
      </Listing>
    </div>
  )
}

/** The suggestions by their ids, read anew when a report names others, and slowly while one has not arrived from its tablet. */
function useSources(forum: string, reports: readonly Overview[] = []) {
  const wanted = new Set(reports.flatMap(({ confirmed }) => confirmed?.recommendations.flatMap(({ suggestion_ids }) => suggestion_ids) ?? []))
  const suggestions = useQuery({
    queryKey: [forum, 'report-sources', wanted.size],
    queryFn: () => all<Source>(`${at.facilitation(forum)}/suggestions`),
    enabled: wanted.size > 0,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data && [...wanted].every((id) => state.data!.some((one) => one.id === id)) ? false : 15_000),
  })
  const sources = useMemo(() => new Map(suggestions.data?.map((one) => [one.id, one])), [suggestions.data])
  return { sources, error: suggestions.error }
}
