import type { DeadlineWords, MeasureChange, MeasureView } from '../../core/contract/decisions.d.ts'
import { same } from '../shell/drafts.ts'
import { rowsOf, wordsOf } from './coExecutors.ts'

/** What of a measure is written in its form. */
export type MeasureWords = Omit<MeasureChange, 'version'>

const bodyOf = (measure: MeasureView): MeasureWords => ({
  text: measure.text,
  lead_body_id: measure.lead_body_id,
  co_executors: wordsOf(rowsOf(measure)),
  form_of_completion: measure.form_of_completion,
  deadline: { kind: measure.deadline.kind as DeadlineWords['kind'], value: measure.deadline.value },
  cost_kzt: measure.cost_kzt,
  funding_source: measure.funding_source,
})

/** Only what the writer has changed: what a colleague changes elsewhere in the measure stays as they left it. */
export function changesOf(body: MeasureWords, seen: MeasureView): Partial<MeasureWords> {
  const before = bodyOf(seen)
  const whole: MeasureWords = { ...body, text: { ...before.text, ...body.text }, form_of_completion: { ...before.form_of_completion, ...body.form_of_completion } }
  return Object.fromEntries(Object.entries(whole).filter(([name, value]) => !same(value, before[name as keyof MeasureWords])))
}

/** The way back from a change: what the members that it names were before. */
export function undoOf(changes: Partial<MeasureWords>, seen: MeasureView): Partial<MeasureWords> | undefined {
  const before = bodyOf(seen)
  if (changes.deadline && !before.deadline!.kind) return undefined // a deadline cannot be taken away again
  return Object.fromEntries(Object.keys(changes).map((name) => [name, before[name as keyof MeasureWords]]))
}
