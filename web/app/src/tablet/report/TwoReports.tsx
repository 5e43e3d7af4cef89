import { useSpeech } from '../../ui/language.tsx'
import { useTools } from '../tools.ts'
import { Correct, type ReportProps } from './Confirmed.tsx'
import { choose } from './keep.ts'
import { ReportText } from './ReportText.tsx'
import { standing } from './report.ts'

/** Two tablets of one session worded the report differently. Both are shown and a person chooses. */
export function TwoReports({ place, row, lines }: ReportProps) {
  const { store } = useTools()
  const { t } = useSpeech()
  const newer = row.newer!
  return (
    <section className="two-reports" aria-labelledby="two-reports">
      <h2 id="two-reports">{t(newer.state === 'confirmed' ? 'report.otherConfirmed' : 'report.otherWorded')}</h2>
      <div className="sides">
        <div data-side="ours">
          <h3>{t('report.ours')}</h3>
          <ReportText all={standing(row)} lines={lines} />
          {newer.state === 'confirmed' ? (
            <Correct label={t('report.keepOurs')} go={(reason) => choose(store, place, 'ours', reason)} />
          ) : (
            <button className="button" onClick={() => void choose(store, place, 'ours')}>
              {t('report.keepOurs')}
            </button>
          )}
        </div>
        <div data-side="theirs">
          <h3>{t('report.theirs')}</h3>
          <ReportText all={newer.recommendations} lines={lines} />
          <button className="button" onClick={() => void choose(store, place, 'theirs')}>
            {t('report.keepTheirs')}
          </button>
        </div>
      </div>
    </section>
  )
}
