import type { Text } from '../../core/i18n.ts'
import { same } from '../shell/drafts.ts'
import type { Measure } from '../types.ts'
import { rowsOf, wordsOf } from './coExecutors.ts'

/** What of a measure is written in its form. */
export interface MeasureBody {
  text: Text
  lead_body_id: string
  co_executors: ReturnType<typeof wordsOf>
  form_of_completion: Text
  deadline?: { kind: string; value: string }
  cost_kzt: number
  funding_source: string
}

const bodyOf = (measure: Measure): MeasureBody => ({
  text: measure.text,
  lead_body_id: measure.lead_body_id,
  co_executors: wordsOf(rowsOf(measure)),
  form_of_completion: measure.form_of_completion,
  deadline: { kind: measure.deadline.kind, value: measure.deadline.value },
  cost_kzt: measure.cost_kzt,
  funding_source: measure.funding_source,
})

/** Only what the writer has changed: what a colleague changes elsewhere in the measure stays as they left it. */
export function changesOf(body: MeasureBody, seen: Measure): Partial<MeasureBody> {
  const before = bodyOf(seen)
  const whole: MeasureBody = { ...body, text: { ...before.text, ...body.text }, form_of_completion: { ...before.form_of_completion, ...body.form_of_completion } }
  return Object.fromEntries(Object.entries(whole).filter(([name, value]) => !same(value, before[name as keyof MeasureBody])))
}

/** The way back from a change: what the members that it names were before. */
export function undoOf(changes: Partial<MeasureBody>, seen: Measure): Partial<MeasureBody> | undefined {
  const before = bodyOf(seen)
  if (changes.deadline && !before.deadline!.kind) return undefined // a deadline cannot be taken away again
  return Object.fromEntries(Object.keys(changes).map((name) => [name, before[name as keyof MeasureBody]]))
}
