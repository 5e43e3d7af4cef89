import type { ReportView } from '../../core/contract/decisions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useMoment } from '../when.ts'

/** What was reported on a measure, in order of time, and what became of each report. */
export function Reports({ reports }: { reports: readonly ReportView[] }) {
  const { t, language } = useSpeech()
  const moment = useMoment()
  return (
    <ul className="reports">
      {reports.map((report) => (
        <li key={report.id}>
          <div className="card-head">
            <time className="soft" dateTime={report.reported_at}>{moment(report.reported_at)}</time>
            <strong>{t(`report.${report.status}`)}</strong>
            {report.occurrence && <span>{read(report.occurrence.phrase, language)}</span>}
            <span className={`pill ${report.state}`}>{t(`report.state.${report.state}`)}</span>
          </div>
          <p>{read(report.text, language)}</p>
          {report.attachment_url && <a href={report.attachment_url} rel="noreferrer" target="_blank">{t('measure.attachment')}</a>}
          {read(report.reason, language) && <p className="soft">{t('decide.reason')}: {read(report.reason, language)}</p>}
        </li>
      ))}
    </ul>
  )
}
