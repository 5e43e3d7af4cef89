import type { MeasureView } from '../../core/contract/decisions.d.ts'

/** A co-executor while it is typed; the key keeps its row its own when another is taken away. */
export interface CoExecutor {
  key: string
  organisation_id: string // '' until one is chosen
  by_agreement: boolean
  consolidates: boolean
}

export const rowsOf = (measure?: MeasureView): CoExecutor[] =>
  (measure?.co_executors ?? []).map(({ organisation_id, by_agreement, consolidates }) => ({ key: organisation_id, organisation_id, by_agreement, consolidates }))

/** What the API takes: rows without a body are gaps of the form, not co-executors. */
export const wordsOf = (rows: CoExecutor[]) =>
  rows.filter(({ organisation_id }) => organisation_id).map(({ organisation_id, by_agreement, consolidates }) => ({ organisation_id, by_agreement, consolidates }))
