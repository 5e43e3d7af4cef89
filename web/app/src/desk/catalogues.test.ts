import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Catalogue, languages, translator } from '../core/i18n.ts'

/** What can stand where a component completes a key, by the services' enumerations. A new `t(`…${}`)` has to be listed here. */
const completed: Record<string, readonly string[]> = {
  'date.month.': Array.from({ length: 12 }, (_, i) => String(i + 1)),
  'consents.scope.': ['processing', 'notifications'],
  'consents.sure.': ['processing', 'notifications'],
  'consents.withdraw.': ['processing', 'notifications'],
  'deadline.': ['date', 'month', 'quarter', 'half', 'year', 'range', 'recurring', 'ongoing'],
  'deadline.rule.': ['monthly', 'quarterly', 'twice', 'yearly'],
  'decide.majority.': ['simple', 'two_thirds'],
  'forums.state.': ['draft', 'announced', 'running', 'closed'],
  'funding.': ['republican_budget', 'local_budget', 'extra_budgetary', 'within_allocated', 'not_required'],
  'intake.source.': ['call_centre', 'city_application', 'social_network', 'other'],
  'spoken.': ['kk', 'ru', 'en', 'mixed'],
  'import.hint.': ['participants', 'organisations'],
  'import.kind.': ['participants', 'organisations'],
  'hide.was.': ['hide', 'show'],
  'measure.member.': ['text', 'lead_body_id', 'form_of_completion', 'deadline'],
  'measure.': ['accept', 'offControl', 'remove'],
  'measure.sure.': ['accept', 'offControl', 'remove'],
  'measure.state.': ['draft', 'planned', 'in_progress', 'report_submitted', 'done', 'returned', 'off_control'],
  'message.kind.': ['receipt', 'merged', 'unmerged', 'decided', 'planned', 'reported', 'split', 'returned', 'off_control', 'divided', 'recommended', 'released'],
  'message.state.': ['total', 'waiting', 'queued', 'sending', 'sent', 'failed', 'undeliverable', 'stopped'],
  'method.': ['stacking', 'hidden_count', 'speaking_turns'],
  'method.offer.': ['capture', 'reword', 'group', 'mark', 'report'],
  'method.view.': ['talk', 'capture', 'groups', 'dots', 'ranks', 'matrix', 'agreement', 'report'],
  'method.way.': ['hands', 'tablet', 'phones'],
  'outcome.': ['adopted', 'adopted_with_changes', 'rejected', 'deferred', 'forwarded'],
  'pages.': ['programme', 'people', 'reports', 'consolidate', 'decide', 'plan', 'messages'],
  'pages.view.': ['consolidate', 'parked'],
  'proposal.state.': ['open', 'merged', 'put', 'decided'],
  'recommended.sources.': ['all', 'recommended', 'offered'],
  'report.': ['in_progress', 'partly', 'done', 'not_done'],
  'report.state.': ['submitted', 'accepted', 'returned'],
  'round.done.': ['start', 'extend', 'end'],
  'round.state.': ['planned', 'running', 'ended'],
  'round.sure.': ['start', 'end'],
  'session.kind.': ['preparatory', 'panel', 'breakout', 'strategic', 'plenary'],
  'text.': ['kk', 'ru', 'en'],
  'watch.reportState.': ['draft', 'confirmed'],
  'vote.': ['for', 'against', 'abstained', 'present', 'eligible', 'unanimous', 'passed', 'notPassed'],
}

const here = new URL('./', import.meta.url)
const sources = ['../core/forumTime.ts', '../ui/LanguageChoice.tsx', ...readdirSync(here, { recursive: true, encoding: 'utf8' })]
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
  .map((name) => ({ name, code: readFileSync(new URL(name, here), 'utf8') }))

/** Every key that the desk can ask for: t('a.b'), t(which ? 'a.b' : 'a.c') and t(`a.${b}`). */
function asked(): Set<string> {
  const keys = new Set<string>()
  for (const { code } of sources) {
    for (const [, call] of code.matchAll(/\bt\(([^`(){}]*)/g)) {
      for (const [, key] of call!.replace(/=== '\w+'/g, '').matchAll(/'([\w.]+)'/g)) keys.add(key!)
    }
    for (const [, prefix] of code.matchAll(/\bt\(`([\w.]+)\$\{/g)) {
      expect(completed, 'the keys that a component completes').toHaveProperty([prefix!])
      for (const value of completed[prefix!]!) keys.add(prefix! + value)
    }
  }
  return keys
}

const wanted = asked()
const load = (language: string): Catalogue => JSON.parse(readFileSync(new URL(`../../../../pkg/words/languages/${language}/screens/desk.json`, here), 'utf8'))

test.each(languages)('%s has every text that the desk asks for', (language) => {
  expect(wanted.size).toBeGreaterThan(200)
  const t = translator(language, load(language))
  const missing = [...wanted].filter((key) => [1, 3, 5, 1.5].some((count) => t(key, { count }) === key))
  expect(missing).toEqual([])
})

test('the catalogues hold nothing that the desk never asks for', () => {
  const leaves = (node: Catalogue, path = ''): string[] =>
    Object.entries(node).flatMap(([key, value]) => (typeof value === 'string' ? [path + key] : leaves(value, `${path}${key}.`)))
  const plain = leaves(load('ru')).map((key) => key.replace(/_(one|few|many|other)$/, ''))
  expect(plain.filter((key) => !wanted.has(key))).toEqual([])
})

test('no text stands in the code', () => {
  const words = sources.filter(({ code }) => /[А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІі]{2}/.test(code)).map(({ name }) => name)
  expect(words.filter((name) => !name.startsWith('../ui/'))).toEqual([])
})
