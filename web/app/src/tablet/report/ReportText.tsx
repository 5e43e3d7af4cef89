import { useSpeech } from '../../ui/language.tsx'
import type { Line } from '../lines/types.ts'
import type { Recommendation } from './report.ts'
import { Sources } from './Sources.tsx'

/** Recommendations to read: both languages, who, until when. */
export function ReportText({ all, lines = [] }: { all: readonly Recommendation[]; lines?: readonly Line[] }) {
  const { t } = useSpeech()
  return (
    <ol className="report-text">
      {all.map(({ id, text, who, until, suggestion_ids }) => (
        <li key={id}>
          {text.kk && <p className="words" lang="kk">{text.kk}</p>}
          {text.ru && <p className="words" lang="ru">{text.ru}</p>}
          <p className="soft">
            {t('report.who')}: {who || '—'} · {t('report.until')}: {until || '—'}
          </p>
          <Sources ids={suggestion_ids} lines={lines} />
        </li>
      ))}
    </ol>
  )
}
