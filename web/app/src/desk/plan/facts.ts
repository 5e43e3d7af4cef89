import type { MeasureView } from '../../core/contract/decisions.d.ts'
import { type Language, official, read, type Translate } from '../../core/i18n.ts'
import { number } from '../when.ts'
import { funding } from './funding.ts'

/** A measure in words, beside its text: what the card shows, and what a colleague's version is compared by. */
export function detailsOf(measure: MeasureView, t: Translate, language: Language): [name: string, words: string][] {
  const coExecutors = measure.co_executors.map(({ name, by_agreement, consolidates }) =>
    [read(name, language), consolidates && t('measure.consolidates'), by_agreement && t('measure.byAgreement')].filter(Boolean).join(' '),
  )
  return [
    [t('measure.lead'), read(measure.lead_body?.name, language)],
    [t('measure.coExecutors'), coExecutors.join(', ')],
    [t('measure.form'), read(measure.form_of_completion, language)],
    [t('measure.deadline'), read(measure.deadline.phrase, language)],
    [t('measure.cost'), measure.cost_kzt ? number(measure.cost_kzt / 1_000_000, language) : ''],
    [t('measure.funding'), funding.includes(measure.funding_source) ? t(`funding.${measure.funding_source}`) : measure.funding_source],
  ]
}

export const factsOf = (measure: MeasureView, t: Translate, language: Language): [name: string, words: string][] => [
  ...official.map((code): [string, string] => [`${t('measure.text')} · ${t(`text.${code}`)}`, measure.text[code] ?? '']),
  ...detailsOf(measure, t, language),
]
