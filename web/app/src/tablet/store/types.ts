import type { Text } from '../../core/i18n.ts'

export type SpokenLanguage = 'kk' | 'ru' | 'en' | 'mixed'

/** One line of the list: a suggestion as this tablet knows it. */
export interface Line {
  /** Order of arrival on this tablet, given by the database. */
  pos?: number
  id: string
  forum_id: string
  session_id: string
  round_id: string
  theme_id: string
  /** As it was captured: sending the same id twice must send the same content. */
  author_id: string
  /** Whose words they are, when that was said later. */
  attributed?: string
  /** The tablet that typed it and that tablet's own count; "" and 0 when it came from elsewhere. */
  device_id: string
  device_counter: number
  /** The words as first typed. They never change: sending the same id twice must send the same content. */
  said: Wording & { at: string }
  /** The wording that stands now, edits that still wait for the network included. */
  text: string
  language: SpokenLanguage
  tags?: readonly string[]
  state: LineState
  withdrawn: boolean
  /** Kept for later: set aside for another yurt or the secretariat (see later/). */
  parked?: boolean
  /** The last state that the server told. */
  server?: ServerState
  /** Somebody else's newer wording, shown beside ours until a person chooses. */
  newer?: Wording & { version: number }
  /** Why the server did not take it. */
  problem?: { code: string; detail: string }
}

/** The server takes no longer line, edit or answer. */
export const longestText = 2000

export interface Wording {
  text: string
  language: SpokenLanguage
  tags?: readonly string[]
}

/** A wording as somebody saw it before changing it: its text with its tags, as they are typed (tags.ts). */
export interface Seen {
  version: number
  text: string
}

/** unwritten: the database has refused it, see unwritten.ts · saved: on this tablet · sent: under way, the answer may come any moment · received: the receipt is here · stuck: a person must look. */
export type LineState = 'unwritten' | 'saved' | 'sent' | 'received' | 'stuck'

export interface ServerState extends Wording {
  number: number
  receipt: string
  received_at: string
  version: number
  withdrawn: boolean
}

/** Something to tell the server, in the order in which it was done. Kept until the server has answered for it. `from`: of the tablet whose copy brought it. */
export type Job = { seq?: number; forum_id: string; line_id: string; state: JobState; attempts: number; from?: string } & Deed
/** An edit carries the version and the words that its writer saw, so that nobody's newer words are overwritten unseen. */
export type Deed =
  | { kind: 'capture' }
  | ({ kind: 'reword'; edit_id: string; base_version: number; seen_text: string } & Wording)
  | { kind: 'withdraw' }
  | { kind: 'restore' }
/** held: undone before it ever left the tablet · parked: the server refused it and a person must look. */
export type JobState = 'waiting' | 'held' | 'parked'

/** One step back for the undo button. `at`: when it was done. */
export type Undo = { seq?: number; session_id: string; line_id: string; at?: number } & (
  | { kind: 'capture' | 'withdraw' | 'restore' }
  | ({ kind: 'reword' } & Wording)
)

export interface Device {
  id: string
  secret: string
  access_token: string
  name: string
}

/** Where this tablet stands, as the server described it when there was last a network. */
export interface Context {
  forum: { id: string; title: Text; time_zone?: string } // unknown to a tablet that an older version has paired
  theme?: Theme | null
  session: {
    id: string
    title: Text
    theme_id?: string
    place?: Text
    yurt?: number
    language?: string
    state?: 'planned' | 'running' | 'ended' | 'cancelled'
    starts_at?: string
    ends_at?: string
  }
  rounds: Round[]
  themes: Theme[]
}
export interface Theme {
  id: string
  title: Text
}
export interface Round {
  id: string
  number: number
  question: Text
  seconds: number
  state: 'planned' | 'running' | 'ended'
  started_at?: string | null
  ended_at?: string | null
  ends_at?: string | null
  version?: number
  title?: Text
  instruction?: Text
  /** Which screen the step is worked on. */
  view?: ViewName
  allows?: readonly string[]
  settings?: RoundSettings
}

export type ViewName = 'talk' | 'capture' | 'groups' | 'dots' | 'ranks' | 'matrix' | 'agreement' | 'report'

/** How a step is worked; whatever is left out has a sensible value on the screen. */
export interface RoundSettings {
  by?: 'hands' | 'tablet' | 'phones'
  dots?: number
  stacking?: boolean
  hidden_count?: boolean
  scale?: number
  speaking_turns?: boolean
}

/**
 * Something besides lines that the server has to be told, kept until it has answered (see errands.ts). Errands with one
 * key reach the server in the order in which they were made; `id` is what makes a repetition known as one.
 */
export interface Errand {
  seq?: number
  id: string
  forum_id: string
  session_id: string
  /** Whose it is: a name in errandKinds.ts. */
  kind: string
  key: string
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  body?: unknown
  state: 'waiting' | 'parked'
  attempts: number
  /** How often its owner has put it on a newer ground after a 409. */
  rebased?: number
  problem?: { code: string; detail: string }
}

/** A question of the secretariat about a line, as the server tells it. */
export interface Asked {
  id: string
  session_id: string
  suggestion_id: string
  version: number
  state: 'open' | 'answered'
  text: string
  language: SpokenLanguage
  answer: string
  answer_language: SpokenLanguage | ''
}

/** ... and as this tablet knows it. */
export interface Clarification extends Asked {
  /** The answer given here; it may still be on its way. */
  own?: Wording
  /** An answer that was begun. */
  draft?: string
}

/** A photo of a flipchart or of papers, already small. */
export interface Photo {
  id: string
  forum_id: string
  session_id: string
  taken_at: string
  blob: Blob
  width: number
  height: number
  state: 'kept' | 'removed'
  /** The secretariat has it. */
  receipt?: { received_at: string }
}

/** Somebody who sits in this session. The name never leaves this tablet. */
export interface Person {
  id: string
  name: string
  /** Consents to be named; unknown until the server has told. */
  agreed?: boolean
}

/** What people are asked to agree to, as the server last told it. */
export interface ConsentText {
  version: string
  processing: Text
}

/** Why the server will not have something; shown to a person. */
export interface Refusal {
  code: string
  detail: string
}

/** How the connection is, in the one word that the screen turns into a sentence. */
export type Network = 'starting' | 'online' | 'offline' | 'noAnswer' | 'refused' | 'revoked'

/** A timer that was started or moved on this tablet without the server. Times in the clock's milliseconds. */
export interface LocalTimer {
  round_id: string
  ends_at: number
  /** The version of the round it was based on: anything newer that the server tells comes first. */
  version?: number
}

export type MarkKind = 'dots' | 'rank' | 'impact' | 'effort' | 'agree'

/** One mark as this tablet knows it, its own or another tablet's of the session. */
export interface Mark {
  /** What there is one mark for: round, suggestion, kind, voter and level (see marks.ts). */
  key: string
  id: string
  session_id: string
  round_id: string
  suggestion_id: string
  kind: MarkKind
  voter: string
  /** Of agreement, when hands were counted for it; else -1. */
  level: number
  value: number
  counter: number
}

/** How the marks of one suggestion add up on phones. */
export interface PhoneTotals {
  suggestion_id: string
  dots: number
  points: number
  impact: number
  impact_votes: number
  effort: number
  effort_votes: number
  levels: number[]
}

/** A vote on the participants' phones. */
export interface Ballot {
  id: string
  code: string
  url: string
  open: boolean
  version: number
  kind: MarkKind
  dots: number
  stacking: boolean
  scale: number
  suggestion_ids: string[]
  voters: number
  /** The most of them that voted from one address; one that an older version kept does not know it. */
  one_address?: number
}

/** What the server last told about the phones of a round. */
export interface Poll {
  round_id: string
  session_id: string
  version: number
  phones: PhoneTotals[]
  ballots: Ballot[]
}

/** How marking goes on in one round on this tablet. */
export interface Marking {
  /** What was set on the screen, by method. */
  settings?: Partial<Record<ViewName, RoundSettings>>
  /** The results that are on screen. */
  shown?: MarkKind[]
  /** The person who ranks now, by a random name; `done` until the tablet is handed on. */
  turn?: { voter: string; picks: string[]; done: boolean }
  /** The ballots that are being opened, so that pressing again asks for the same. */
  opening?: Partial<Record<MarkKind, string>>
}

/** A step to another round that the server does not know yet (steps.ts). `at` in the clock's milliseconds. */
export interface LocalStep {
  round_id: string
  /** The round that ran here before; '' if none did. */
  instead_of: string
  again?: boolean
  version?: number
  at: number
}

/** What the PIN is compared with; never the PIN itself. */
export interface Pin {
  salt: Uint8Array<ArrayBuffer>
  hash: Uint8Array
  /** Wrong tries since the last right one, and when the last was made. */
  wrong: number
  last?: number
}

/** Single values of one session, each under a key of its own. */
export interface OwnFacts {
  /** What stands in the field and was not put on the list yet. `id`: of the line that it will be. */
  draft: Wording & { id?: string }
  /** The edit of a line that is open. */
  edit: { line_id: string; text: string; seen: Seen }
}

/** Single values, each under its own key. */
export interface Facts {
  /** This tablet's name for ever, made before it is first paired. */
  device_id: string
  device: Device
  /** The rights that it keeps in forums it was paired to before, by forum: what is unsent there still goes there. */
  keys: Readonly<Record<string, Device & { forum: Text }>>
  /** Why a forum takes nothing from this tablet, by forum. */
  refusals: Readonly<Record<string, Refusal>>
  device_counter: number
  context: Context
  consent: ConsentText
  network: Network
  /** The session as it was before the desk changed it, until somebody has taken note (sessionNews.ts). */
  session_before: Context['session']
  clock_offset: number
  timer: LocalTimer
  /** leaving: given up by its facilitator, sends the rest · gone: the server has taken its rights back. */
  handover: 'leaving' | 'gone'
  pin: Pin
  /** The facilitator has read where the voice may go, and agreed. */
  dictation: true
  /** Who has let the word pass by, in which round. */
  passes: { round_id: string; passed: Readonly<Record<string, number>> }
  /** By round. */
  marking: Record<string, Marking>
  steps: LocalStep[]
  /** Set while this tablet is in another round than the session, until a person chooses. */
  apart: { running: string }
  /** The copies of sessions that were made here or brought in here whole. */
  copies: string[]
}
