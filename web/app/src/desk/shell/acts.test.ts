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

/** What is told without a way back was asked first, or is mended by the same act once more. */
const noWayBack: Readonly<Record<string, string>> = {
  'done.asked': 'sure of AskForm',
  'done.recorded': 'asked by DecisionForm; a decision is corrected, never undone',
  'done.reported': 'sure of ReportForm',
  'done.returned': 'sure of ReturnForm',
  'done.published': 'sure of PublishForm',
  'done.accepted': 'asked by MeasureCard',
  'done.offControl': 'asked by MeasureCard',
  'done.measureRemoved': 'asked by MeasureCard',
  'done.questionWithdrawn': 'asked by QuestionCard',
  'done.revoked': 'asked by Tablets and TabletRow',
  'done.sessionRemoved': 'asked by RemoveSession',
  'done.consentWithdrawn': 'asked by Consents',
  'done.planned': 'asked where it replaces a plan; another method can be chosen',
  'consents.changed': 'who agreed to the former wording did so for ever; another wording can follow',
  'me.ended': 'asked by SignIns',
  'me.passwordChanged': 'nobody but its owner knows the former one, who can choose it again',
  'messages.held.sent': 'asked by Held',
  'messages.held.left': 'asked by Held',
  'organisations.declined': 'the other forum can propose it again',
  'organisations.saved': 'a proposal that is accepted is in the history, and changed again by the form',
  'organisations.unmerged': 'merged again by the same form',
  'preparatory.answered': 'sure of Reply',
  'staff.linksMade': 'a link is taken back where it is listed; one for a password is asked about by AccountRow',
  'done.rehearsalBegun': 'ended where it is marked, on each of its pages',
  'staff.stepReset': 'asked by AccountRow; its owner makes another one',
  'staff.signedOut': 'asked by AccountRow',
  'staff.withdrawn': 'asked by Links',
  'submissions.accepted': 'the form shows what will be read; from here on it is a suggestion like any other',
  'submissions.refused': 'sure of Refuse; it can still be accepted',
  'tabletsPage.made': 'its codes are ended where they were made',
  'tabletsPage.ended': 'asked by TabletsPage',
}

/** The arguments of each call of `done(t('…'))`, or of what hands them on, up to its closing bracket. */
function calls(code: string): string[][] {
  return [...code.matchAll(/\b(?:done|say)\((?=t\()/g)].map(({ index, 0: call }) => {
    const args = ['']
    let depth = 0
    for (const sign of code.slice(index + call.length)) {
      if ('([{'.includes(sign)) depth++
      if (')]}'.includes(sign) && depth-- === 0) break
      if (sign === ',' && !depth) args.push('')
      else args[args.length - 1] += sign
    }
    return args
  })
}

test('what has no way back is listed with the place that asks first', () => {
  const told = sources.flatMap(({ code }) => calls(code).filter(([, undo]) => !undo).flatMap(([what]) => [...what!.replace(/\{.*\}/s, '').matchAll(/'([a-z]\w*(?:\.\w+)+)'/gi)].map(([, key]) => key!)))
  expect([...new Set(told)].toSorted()).toEqual(Object.keys(noWayBack).toSorted())
})
