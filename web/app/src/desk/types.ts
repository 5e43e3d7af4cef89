import type { Text } from '../core/i18n.ts'

/** The parts of the services' answers that the desk reads; the whole is in /api/openapi.json. */

export interface Page<T> {
  items: T[]
  next: string
}
export interface Forum {
  id: string
  title: Text
  state: 'draft' | 'announced' | 'running' | 'closed'
  starts_on: string
  time_zone: string // Asia/Almaty
  quorum: { eligible: number; percent: number } // eligible 0: nobody has said how many may vote
}
export interface Theme {
  id: string
  title: Text
}
export interface Session {
  id: string
  kind: string
  theme_id: string
  title: Text
  place: Text
  state: 'planned' | 'running' | 'ended' | 'cancelled'
  yurt: number
  starts_at: string
  ends_at: string
  version: number
}
export interface Round {
  id: string
  number: number
  title: Text
  question: Text
  seconds: number
  state: 'planned' | 'running' | 'ended'
  ends_at: string | null
  version: number
}
export interface SuggestionBrief {
  id: string
  number: number
  text: string
  language: string
  session_id: string // '' for one that came by another channel
  state: 'received' | 'withdrawn' | 'parked'
  tags: string[]
  offered_to?: 'secretariat' | 'theme' | 'session' // to whom a parked one is offered
  proposals: number // how many carry it
}
/** What the group of a session recommends. */
export interface Recommendation {
  session: Pick<Session, 'id' | 'title' | 'yurt'>
  edition: number
  text: Text
  who: string
  until: string
  dropped: boolean // the corrected report has it no more
  corrected: boolean // after the secretariat had worded or put the proposal
  before?: { text: Text; who: string; until: string }
}
export interface ParkedLine {
  id: string
  number: number
  receipt: string
  text: string
  language: string
  tags: string[]
  session_id: string
  parked_theme_id: string
  parked_session_id: string
  declined_session_id: string
}
export interface Proposal {
  id: string
  theme_id: string
  number: number
  text: Text
  translation_checked_by: string
  translation_missing: boolean
  outcome: Outcome | ''
  state: 'open' | 'merged' | 'put' | 'decided'
  merged_into: string
  merged_into_number?: number
  suggestions: SuggestionBrief[] // in a list only the first few
  suggestion_count: number
  tags: string[] // of all its suggestions
  recommendation?: Recommendation
  version: number
}
export interface Votes {
  for: number
  against: number
  abstained: number
  present: number
  eligible: number
  quorum: boolean
  passed: boolean
  unanimous: boolean
}
export interface Question {
  id: string
  number: number
  proposal_id: string
  text: Text
  translation_missing: boolean
  suggestion_count: number
  majority: 'simple' | 'two_thirds'
  state: 'put' | 'counted' | 'decided' | 'withdrawn'
  votes: Votes | null
  outcomes: Outcome[] // what may be decided as the vote stands
  session_id: string // the plenary session; '' = of none
  place: number // on its agenda, from 1
  follows_number?: number // the question before it on the same proposal
  followed_by_number?: number
}
export type Outcome = 'adopted' | 'adopted_with_changes' | 'rejected' | 'deferred' | 'forwarded'
export interface Decision {
  id: string
  number: number
  question_id: string
  outcome: Outcome
  text: Text
  reason: Text
  forwarded_to: string
  deferred_until: string
  votes: Votes
  outcomes: Outcome[] // what a correction may say
  corrects: string
  corrected_by: string
  corrects_number?: number
  corrected_by_number?: number
  question_text: Text
  decided_at: string // by the plenary
  recorded_at: string // when it was entered
}
export interface Organisation {
  id: string
  kind: string
  names: { name: Text; abbreviation: Text; valid_from: string; valid_to: string }[]
}
export interface Deadline {
  kind: string
  value: string
  due_date: string
  phrase: Text
}
/** One of the times at which a deadline that comes back falls due. */
export interface Occurrence {
  due_date: string
  phrase: Text
}
export interface Measure {
  id: string
  number: number
  decision_id: string
  text: Text
  lead_body_id: string
  lead_body: { name: Text; abbreviation: Text } | null
  co_executors: { organisation_id: string; by_agreement: boolean; consolidates: boolean; name: Text }[]
  form_of_completion: Text
  deadline: Deadline
  cost_kzt: number
  funding_source: string
  state: 'draft' | 'planned' | 'in_progress' | 'report_submitted' | 'done' | 'returned' | 'off_control'
  overdue: boolean
  overdue_for: Occurrence | null // of a deadline that comes back
  reportable: Occurrence[] // what may be reported on, of a deadline that comes back
  may: ('change' | 'remove' | 'report' | 'take_off_control')[] // what this reader may do with it
  lacks: string[] // what a draft still needs before it may enter the plan
  reports: Report[] // in a list only the last one and those that wait
  report_count: number
  version: number
}
export interface Report {
  id: string
  status: 'in_progress' | 'partly' | 'done' | 'not_done'
  text: Text
  state: 'submitted' | 'accepted' | 'returned'
  reason: Text
  occurrence: Occurrence | null // which it is about, of a deadline that comes back
  attachment_url: string
  may: ('accept' | 'return')[]
  reported_at: string
}
export interface Participant {
  id: string
  name: string
  language: string
  needs: string
  checked_in_at?: string
  erased_at?: string
  consents: { scope: string; given: boolean }[]
  session_ids: string[] // where the person sits
}
export interface Message {
  id: string
  kind: string
  language: string
  subject: string
  state: string
  made_at: string
  queued_at: string | null
  last_error: string
  sent_at: string | null
  masked_address: string
  body?: { text: string } // only when one message is asked for
}
