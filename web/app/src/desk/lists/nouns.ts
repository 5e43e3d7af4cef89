import type { Decision, Measure, Message, ParkedLine, Participant, Proposal, Question, Session } from '../types.ts'
import type { Noun } from './changes.ts'
import type { Order } from './part.ts'
import { at } from './paths.ts'

export type Filter = Readonly<Record<string, string | undefined>>

/** How the things of a noun are listed. */
export interface Listed<T extends { id: string }> {
  noun: Noun
  path: (forum: string) => string
  order: Order<T> // the server's order of the list
  newestFirst?: boolean
  fixed?: Filter // what every request says
  briefly?: false // the server has no shorter form of its items
}

const byNumber = (a: { number: number }, b: { number: number }) => a.number - b.number
const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : Number(a.id > b.id))

/** What yurts recommend comes first. */
const lower = ({ recommendation }: Proposal) => Number(!recommendation || recommendation.dropped)
export const proposals: Listed<Proposal> = {
  noun: 'proposals', path: (forum) => `${at.decisions(forum)}/proposals`, order: (a, b) => lower(a) - lower(b) || byNumber(a, b), fixed: { order: 'recommended' },
}
export const questions: Listed<Question> = { noun: 'questions', path: (forum) => `${at.decisions(forum)}/questions`, order: byNumber }
export const decisions: Listed<Decision> = {
  noun: 'decisions', path: (forum) => `${at.decisions(forum)}/decisions`, order: (a, b) => byNumber(b, a), newestFirst: true, fixed: { order: 'latest' },
}
/** In the order of the plan; drafts, which have no number, in the order in which they were made, which their ids have. */
export const measures: Listed<Measure> = { noun: 'measures', path: (forum) => `${at.decisions(forum)}/measures`, order: (a, b) => byNumber(a, b) || byId(a, b) }
export const parked: Listed<ParkedLine> = { noun: 'parked', path: (forum) => `${at.facilitation(forum)}/suggestions`, order: byNumber, fixed: { state: 'parked' } }
export const participants: Listed<Participant> = { noun: 'participants', path: (forum) => `${at.sessions(forum)}/participants`, order: byId }
export const sessions: Listed<Session> = {
  noun: 'sessions', path: (forum) => `${at.sessions(forum)}/sessions`, order: (a, b) => a.starts_at.localeCompare(b.starts_at) || a.yurt - b.yurt || byId(a, b),
}
export const messages: Listed<Message> = { noun: 'messages', path: (forum) => `${at.notifications(forum)}/messages`, order: (a, b) => byId(b, a), newestFirst: true }
