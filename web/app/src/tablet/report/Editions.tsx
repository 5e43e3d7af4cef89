import { useSpeech } from '../../ui/language.tsx'
import { ReportText } from './ReportText.tsx'
import { type Recommendation, same, type Told } from './report.ts'

/** What the group confirmed before, readable for ever. */
export function Editions({ editions, standing, server }: { editions: readonly Told[]; standing: readonly Recommendation[]; server: Told | undefined }) {
  const { t } = useSpeech()
  const earlier = editions.filter((one) => one.edition !== server?.edition || !same(one.recommendations, standing))
  if (!earlier.length) return null
  return (
    <section className="editions" aria-labelledby="editions-title">
      <h2 id="editions-title">{t('report.editions')}</h2>
      {earlier.toReversed().map((one) => (
        <details key={one.edition}>
          <summary>
            {t('report.edition', { edition: one.edition })}
            {one.present > 0 || one.agreed > 0 ? ` · ${t('report.counts', { present: one.present, agreed: one.agreed })}` : ''}
          </summary>
          {one.reason && <p className="soft">{t('report.because', { reason: one.reason })}</p>}
          <ReportText all={one.recommendations} />
        </details>
      ))}
    </section>
  )
}
