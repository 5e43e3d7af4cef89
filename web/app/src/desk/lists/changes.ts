/** The things that lists are made of, and a few that belong to no list but are counted or shown beside one. */
export type Noun =
  | 'proposals' | 'questions' | 'decisions' | 'measures'
  | 'suggestions' | 'parked' | 'clarifications' | 'reports' | 'photos'
  | 'participants' | 'sessions' | 'rounds' | 'devices' | 'themes' | 'forum' | 'organisations'
  | 'messages' | 'accounts' | 'submissions' | 'agendaQuestions'

/** What happened to things of one noun. */
export interface Change {
  ids?: readonly string[] // of those that are another now, or there for the first time
  grew?: boolean // there are more, at the end of their lists; nobody has to look at them to know
  all?: boolean // anything may be another now
}
export type Changes = { [N in Noun]?: Change }

export type Service = 'facilitation' | 'decisions' | 'notifications' | 'sessions'

/** Of an event: the members that hold the ids of what has changed, by noun; 'grew' for what is only new. */
type Rule = { [N in Noun]?: readonly string[] | 'grew' | 'all' }

const proposal: Rule = { proposals: ['proposal_id'] }
const measure: Rule = { measures: ['measure_id'] }
const participant: Rule = { participants: ['participant_id'] }
const line: Rule = { parked: ['suggestion_id'], suggestions: 'grew' }
const round: Rule = { rounds: ['session_id'] }
const submission: Rule = { submissions: ['submission_id'] }
const agendaQuestion: Rule = { agendaQuestions: ['agenda_question_id'] }
const notice: Rule = { messages: ['notice_id'] }

/** Which cached things each event makes another; an event that is not here changes nothing that the desk shows. */
export const rules: Record<Service, Record<string, Rule>> = {
  decisions: {
    ProposalGathered: { proposals: 'grew' },
    ProposalMerged: { proposals: ['proposal_id', 'absorbed_proposal_id'] },
    ProposalUnmerged: { proposals: ['proposal_id', 'left_proposal_id'] },
    ProposalSplit: { proposals: ['proposal_id', 'left_proposal_id'] },
    ProposalDivided: { proposals: ['proposal_id', 'source_proposal_id'] },
    ProposalRecommended: { proposals: ['proposal_id', 'absorbed_proposal_ids'] },
    ProposalReleased: proposal,
    ProposalReworded: proposal,
    QuestionPut: { questions: ['question_id'], ...proposal },
    QuestionMoved: { questions: 'all' },
    QuestionWithdrawn: { questions: ['question_id'], ...proposal },
    VoteCounted: { questions: ['question_id'] },
    DecisionRecorded: { decisions: ['decision_id', 'corrects'], questions: ['question_id'], ...proposal },
    MeasureDrafted: measure,
    MeasureRemoved: measure,
    MeasurePlanned: measure,
    MeasureReported: measure,
    ReportAccepted: measure,
    ReportReturned: measure,
    MeasureOffControl: measure,
  },
  facilitation: {
    SuggestionCaptured: { suggestions: 'grew' },
    SuggestionReworded: line,
    SuggestionHidden: line,
    SuggestionWithdrawn: line,
    SuggestionRestored: line,
    SuggestionParked: line,
    SuggestionUnparked: line,
    ClarificationAsked: { clarifications: ['clarification_id'] },
    ClarificationAnswered: { clarifications: ['clarification_id'] },
    ReportDrafted: { reports: ['session_id'] },
    ReportConfirmed: { reports: ['session_id'] },
    PhotoAdded: { photos: 'all' },
    PhotoRemoved: { photos: 'all' },
  },
  sessions: {
    ParticipantRegistered: participant,
    ParticipantCheckedIn: participant,
    ParticipantAwaited: participant,
    ParticipantSeated: participant,
    ConsentChanged: participant,
    ParticipantErased: participant,
    SessionScheduled: { sessions: 'all' },
    SessionRemoved: { sessions: 'all' },
    ThemeRemoved: { themes: 'all' },
    ForumRemoved: { forum: 'all' },
    RoundPlanned: round,
    RoundRemoved: round,
    RoundStarted: round,
    RoundExtended: round,
    RoundEnded: round,
    DevicePaired: { devices: 'all' },
    DeviceRevoked: { devices: 'all' },
    ThemeDescribed: { themes: 'all' },
    ForumDescribed: { forum: 'all' },
    SubmissionReceived: { submissions: 'grew' },
    SubmissionAccepted: submission,
    SubmissionRefused: submission,
    AgendaQuestionSubmitted: { agendaQuestions: 'grew' },
    AgendaQuestionAccepted: agendaQuestion,
    AgendaQuestionAnswered: agendaQuestion,
  },
  notifications: { NoticeQueued: notice, NoticeSent: notice, NoticeFailed: notice },
}

/** The members that a service's stream is asked to tell. */
export const membersOf = (service: Service): string[] => [
  ...new Set(Object.values(rules[service]).flatMap((rule) => Object.values(rule).flatMap((members) => (Array.isArray(members) ? members : [])))),
]

/** What a digest of the stream holds: by event, by member, the ids. */
export type Digest = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

/** Most ids of a kind that a digest tells; so many mean that there were more. */
const digestMost = 200

export function changesOf(service: Service, digest: Digest): Changes {
  const changes: Changes = {}
  for (const [event, told] of Object.entries(digest)) {
    for (const [name, members] of Object.entries(rules[service][event] ?? {})) {
      const change = (changes[name as Noun] ??= {})
      if (members === 'grew') change.grew = true
      else if (members === 'all') change.all = true
      else {
        const ids = members.flatMap((member) => told[member] ?? [])
        if (members.some((member) => (told[member]?.length ?? 0) >= digestMost)) change.all = true
        change.ids = [...new Set([...(change.ids ?? []), ...ids])]
      }
    }
  }
  return changes
}

/** The ids of a change of one noun, in a form that a write can tell with. */
export const changed = (noun: Noun, ...ids: readonly (string | undefined)[]): Changes => ({ [noun]: { ids: ids.filter((id) => id !== undefined) } })
