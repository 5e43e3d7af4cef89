import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Overview, SessionReport, Source } from '../../core/contract/facilitation.d.ts'
import type { Session } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at } from '../data.ts'
import { BothTexts } from '../shell/BothTexts.tsx'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'
import { useMoment } from '../when.ts'

interface Props {
  forum: string
  overview: Overview
  session: Session | undefined
  theme: string
  sources: ReadonlyMap<string, Source>
}

/** One session: what stands confirmed, what is being worded now, and the editions before. */
export function ReportCard({ forum, overview: { session_id, confirmed, draft }, session, theme, sources }: Props) {
  const { t, language } = useSpeech()
  const moment = useMoment()
  const [earlier, setEarlier] = useState(false)
  const title = read(session?.title, language)
  return (
    <li className={confirmed ? 'card session-report' : 'card session-report drafted'}>
      <div className="card-head">
        {session && session.yurt > 0 && <span className="number">{t('programme.yurt', { yurt: session.yurt })}</span>}
        {confirmed && <span className="pill good">{t('reports.edition', { edition: confirmed.edition })}</span>}
        {draft && <span className="pill warn">{t(confirmed ? 'reports.correcting' : 'reports.drafting', { count: draft.recommendations.length })}</span>}
        {confirmed?.confirmed_at && <time className="soft end" dateTime={confirmed.confirmed_at}>{moment(confirmed.confirmed_at)}</time>}
      </div>
      <h2 className="words">{[title, theme !== title && theme].filter(Boolean).join(' · ')}</h2>
      {confirmed ? <Recommendations report={confirmed} sources={sources} /> : <p className="note">{t('reports.notYet')}</p>}
      {draft && confirmed && <p className="soft">{t('reports.because', { reason: draft.reason })}</p>}
      {confirmed && confirmed.edition > 1 && (
        <div className="actions">
          <button className="button quiet" aria-expanded={earlier} onClick={() => setEarlier(!earlier)}>{t('reports.earlier')}</button>
        </div>
      )}
      {earlier && <Earlier forum={forum} session={session_id} before={confirmed!.edition} sources={sources} />}
    </li>
  )
}

function Recommendations({ report, sources }: { report: SessionReport; sources: Props['sources'] }) {
  const { t } = useSpeech()
  return (
    <>
      {(report.present > 0 || report.agreed > 0) && <p className="soft">{t('reports.counts', { present: report.present, agreed: report.agreed })}</p>}
      {report.reason && <p className="soft">{t('reports.because', { reason: report.reason })}</p>}
      <ol className="recommended">
        {report.recommendations.map(({ id, text, who, until, suggestion_ids }) => (
          <li key={id}>
            <BothTexts text={text} />
            <p><strong>{who}</strong> · {until}</p>
            {suggestion_ids.length > 0 && (
              <p className="soft">
                {t('reports.from')}{' '}
                {suggestion_ids.map((source, i) => (
                  <SourceLink key={source} source={sources.get(source)} last={i === suggestion_ids.length - 1} />
                ))}
              </p>
            )}
          </li>
        ))}
      </ol>
    </>
  )
}

/** To the suggestion's whole way; one that has not arrived from its tablet yet has no number. */
function SourceLink({ source, last }: { source: Source | undefined; last: boolean }) {
  return (
    <>
      {source ? <a href={`/way/${source.receipt}`} title={source.text}>№ {source.number}</a> : '№ …'}
      {last ? '' : ', '}
    </>
  )
}

function Earlier({ forum, session, before, sources }: { forum: string; session: string; before: number; sources: Props['sources'] }) {
  const { t } = useSpeech()
  const moment = useMoment()
  const editions = useQuery({
    queryKey: [forum, 'reports', 'one', session, before],
    queryFn: async () => (await api.get(`${at.facilitation(forum)}/sessions/${session}/report/versions`)).items,
  })
  if (editions.isPending) return <p className="note" role="status">{t('loading')}</p>
  return (
    <>
      <Failure error={editions.error} />
      {editions.data?.filter(({ edition }) => edition < before).toReversed().map((report) => (
        <section key={report.edition} className="edition">
          <h3>
            {t('reports.edition', { edition: report.edition })}
            {report.confirmed_at && ` · ${moment(report.confirmed_at)}`}
          </h3>
          <Recommendations report={report} sources={sources} />
        </section>
      ))}
    </>
  )
}
