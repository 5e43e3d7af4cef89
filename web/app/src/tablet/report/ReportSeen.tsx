import { useSpeech } from '../../ui/language.tsx'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import type { ViewProps } from '../noun.ts'
import { withTexts } from '../withTexts.tsx'
import { standing } from './report.ts'
import { ReportText } from './ReportText.tsx'
import './report.css'

/** The report as it is worded so far, to read only. */
function ReportSeen({ context, lines }: ViewProps) {
  const { store } = useTools()
  const { t } = useSpeech()
  const row = useLive(() => store.reports.get(context.session.id), [store, context.session.id])
  return (
    <div className="view report" tabIndex={0} role="region" aria-label={t('tab.report')}>
      <ReportText all={standing(row)} lines={lines} />
    </div>
  )
}

export default withTexts('report', ReportSeen)
