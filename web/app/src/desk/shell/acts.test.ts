import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const desk = new URL('../', import.meta.url)
const sources = readdirSync(desk, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tsx') && !name.endsWith('.test.tsx'))
  .map((name) => ({ name, code: readFileSync(new URL(name, desk), 'utf8') }))

/** Whoever changes something says what was done, with a way back or after having asked (Done.tsx, Sure.tsx, `sure` of a form). */
test('every act on the desk says that it was done', () => {
  const acting = sources.filter(({ code }) => /\buse(Write|Intake)[<(]/.test(code))
  expect(acting.length).toBeGreaterThan(20)
  // The import of people shows what will happen before it does, and its result in its place; Divide says "done · undo" there; a new forum opens.
  const inPlace = ['people/Import.tsx', 'consolidate/Divide.tsx', 'forum/NewForum.tsx']
  const silent = acting.filter(({ name, code }) => !code.includes('useDone()') && !inPlace.includes(name))
  expect(silent.map(({ name }) => name)).toEqual([])
})

/** What `done` tells without a way back was asked first, or is mended by the same act once more. */
const noWayBack: Readonly<Record<string, string>> = {
  'done.asked': 'sure of AskForm',
  'done.counted': 'the first count is counted anew; a later one is undone',
  'done.recorded': 'asked by DecisionForm; a decision is corrected, never undone',
  'done.reported': 'sure of ReportForm',
  'done.returned': 'sure of ReturnForm',
  'done.published': 'sure of PublishForm',
  'done.accepted': 'asked by MeasureCard',
  'done.offControl': 'asked by MeasureCard',
  'done.measureRemoved': 'asked by MeasureCard',
  'done.questionWithdrawn': 'asked by QuestionCard',
  'done.revoked': 'asked by Tablets',
  'done.sessionRemoved': 'asked by RemoveSession',
  'done.consentWithdrawn': 'asked by Consents',
  'done.planned': 'asked where it replaces a plan; another method can be chosen',
}

test('what has no way back is listed with the place that asks first', () => {
  const told = sources.flatMap(({ code }) => [...code.matchAll(/\b(?:done|say|saved)\(t\('(done\.\w+)'(?:, (?:\{[^}]*\}|\{ outcome: [^)]*\) \}))?\)\)/g)].map(([, key]) => key!))
  expect([...new Set(told)].toSorted()).toEqual(Object.keys(noWayBack).filter((key) => key !== 'done.counted').toSorted())
})
