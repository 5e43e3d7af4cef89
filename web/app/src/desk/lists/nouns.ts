import type { ItemOf, Known } from '../../core/contract.ts'
import type { ProposalView } from '../../core/contract/decisions.d.ts'
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
}

/** A list by its route, which says what its things are. */
const list = <const P extends string>(path: (forum: string) => P & Known<P, 'get'>, rest: Omit<Listed<ItemOf<P> & { id: string }>, 'path'>): Listed<ItemOf<P> & { id: string }> => ({ path, ...rest })

const byNumber = (a: { number: number }, b: { number: number }) => a.number - b.number
const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : Number(a.id > b.id))

/** What yurts recommend comes first. */
const lower = ({ recommendation }: ProposalView) => Number(!recommendation || recommendation.dropped)
export const proposals = list((forum) => `${at.decisions(forum)}/proposals`, { noun: 'proposals', order: (a, b) => lower(a) - lower(b) || byNumber(a, b), fixed: { order: 'recommended' } })
export const questions = list((forum) => `${at.decisions(forum)}/questions`, { noun: 'questions', order: (a, b) => byNumber(a, b) })
export const decisions = list((forum) => `${at.decisions(forum)}/decisions`, { noun: 'decisions', order: (a, b) => byNumber(b, a), newestFirst: true, fixed: { order: 'latest' } })
/** In the order of the plan; drafts, which have no number, in the order in which they were made, which their ids have. */
export const measures = list((forum) => `${at.decisions(forum)}/measures`, { noun: 'measures', order: (a, b) => byNumber(a, b) || byId(a, b) })
export const parked = list((forum) => `${at.facilitation(forum)}/suggestions`, { noun: 'parked', order: (a, b) => byNumber(a, b), fixed: { state: 'parked' } })
export const participants = list((forum) => `${at.sessions(forum)}/participants`, { noun: 'participants', order: (a, b) => byId(a, b) })
/** Of the whole installation, in the order of their names; where a name is changed its place is the server's to say. */
export const organisations = list((_) => '/api/sessions/organisations', { noun: 'organisations', order: () => 0 })
export const submissions = list((forum) => `${at.sessions(forum)}/submissions`, { noun: 'submissions', order: (a, b) => byId(a, b) })
export const agendaQuestions = list((forum) => `${at.sessions(forum)}/agenda-questions`, { noun: 'agendaQuestions', order: (a, b) => byNumber(a, b) })
export const messages = list((forum) => `${at.notifications(forum)}/messages`, { noun: 'messages', order: (a, b) => byId(b, a), newestFirst: true })
/** Of the whole installation: there is one list, whatever forum is named. In the server's order of names. */
export const accounts = list(() => '/api/sessions/accounts', { noun: 'accounts', order: byId })
