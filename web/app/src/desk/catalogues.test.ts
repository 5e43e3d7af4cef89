import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as enums from '../core/contract/enums.ts'
import { rules } from './ready/rules.ts'
import { type Catalogue, languages, translator } from '../core/i18n.ts'
import { services } from './audit/entries.ts'
import { acts, nouns } from './audit/words.ts'
import { placesBy } from './shell/zones.ts'

const places = placesBy((place) => place, 'en').map(({ place }) => place)

/** What can stand where a component completes a key, by the lists of the contract where there is one. A new `t(`…${}`)` has to be listed here. */
const completed: Record<string, readonly string[]> = {
  'date.month.': Array.from({ length: 12 }, (_, i) => String(i + 1)),
  'consents.scope.': enums.ConsentScope,
  'consents.sure.': enums.ConsentScope,
  'consents.withdraw.': enums.ConsentScope,
  'deadline.': enums.DeadlineKind,
  'deadline.rule.': ['monthly', 'quarterly', 'twice', 'yearly'],
  'decide.majority.': enums.Majority,
  'done.forum.': enums.ForumState,
  'forum.kinds.': enums.ForumKind,
  'forum.stateHint.': enums.ForumState,
  'forum.step.': ['draft.announced', 'announced.running', 'announced.draft', 'running.closed', 'running.announced', 'closed.running'],
  'forum.takes.': ['sessions', 'methods', 'staff'],
  'forums.state.': enums.ForumState,
  'parts.role.': enums.SessionRole,
  'funding.': ['republican_budget', 'local_budget', 'extra_budgetary', 'within_allocated', 'not_required'],
  'intake.source.': enums.SuggestionSource.filter((one) => one !== 'session'),
  'spoken.': ['kk', 'ru', 'en', 'mixed'],
  'import.hint.': ['participants', 'organisations'],
  'hide.was.': ['hide', 'show'],
  'measure.member.': ['text', 'lead_body_id', 'form_of_completion', 'deadline'],
  'measure.': ['accept', 'offControl', 'remove'],
  'measure.sure.': ['accept', 'offControl', 'remove'],
  'measure.state.': enums.MeasureState,
  'message.kind.': enums.NoticeKind,
  'message.state.': ['total', ...enums.MessageState],
  'method.': ['stacking', 'hidden_count', 'speaking_turns'],
  'method.offer.': enums.StepOffer,
  'method.view.': enums.StepView,
  'method.way.': enums.MarkWay,
  'organisations.kind.': enums.OrganisationKind,
  'organisations.ngoKind.': enums.NGOKind,
  'organisations.what.': ['registered', 'changed', 'proposed', 'accepted', 'declined', 'merged', 'absorbed', 'unmerged', 'released'],
  'outcome.': enums.Outcome,
  'pages.': ['ready', 'tablets', 'settings', 'forum', 'programme', 'people', 'agenda', 'submissions', 'reports', 'consolidate', 'decide', 'plan', 'messages', 'forums', 'organisations', 'staff', 'audit', 'me'],
  'audit.act.': acts,
  'audit.noun.': nouns,
  'audit.service.': services,
  'audit.kind.': ['staff', 'tablet', 'shell', 'nobody'],
  'audit.changed.': ['name', 'login', 'email', 'language', 'password', 'second_step'],
  'audit.column.': ['time', 'service', 'thing', 'act', 'who', 'whoId', 'kind', 'address', 'outcome', 'code', 'changes', 'ids', 'forums'],
  'staffRole.': enums.StaffRole,
  'staff.act.': ['off', 'out', 'reset', 'step'],
  'staff.sure.': ['off', 'out', 'reset', 'step'],
  'staff.yes.': ['off', 'out', 'reset', 'step'],
  'staff.inviteState.': enums.InviteState,
  'invited.state.': enums.InviteState.filter((one) => one !== 'open'),
  'me.way.': enums.SignInWay,
  'pages.view.': ['programme', 'sessions', 'consolidate', 'parked'],
  'preparatory.state.': enums.AgendaState,
  'proposal.state.': enums.ProposalState,
  'recommended.sources.': ['all', 'recommended', 'offered'],
  'report.': enums.ReportStatus,
  'report.state.': enums.ReportState,
  'ready.rule.': Object.keys(rules),
  'ready.why.': Object.keys(rules),
  'round.done.': ['start', 'extend', 'end'],
  'round.state.': enums.RoundState,
  'round.sure.': ['start', 'end'],
  'session.kind.': enums.SessionKind,
  'settings.choice.': ['starttls', 'tls', 'opportunistic', 'none', 'simple', 'two_thirds', 'nobody', 'organisers', 'everybody'],
  'settings.group.': ['institution', 'sign_in', 'mail', 'letter', 'forum', 'question', 'tablet', 'photo', 'hiding', 'import'],
  'second.by.': ['totp', 'passkey', 'recovery'],
  'second.refused.': ['passkeys_want_name', 'passkeys_want_https'],
  'submissions.state.': enums.SubmissionState,
  'text.': ['kk', 'ru', 'en'],
  'watch.reportState.': enums.ReportEditionState,
  'zone.place.': places,
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
