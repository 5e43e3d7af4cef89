import type { Table } from 'dexie'
import type { RoundSettings } from '../place/types.ts'
import type { MarkView } from './views.ts'

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
  settings?: Partial<Record<MarkView, RoundSettings>>
  /** The results that are on screen. */
  shown?: MarkKind[]
  /** The person who ranks now, by a random name; `done` until the tablet is handed on. */
  turn?: { voter: string; picks: string[]; done: boolean }
  /** The ballots that are being opened, so that pressing again asks for the same. */
  opening?: Partial<Record<MarkKind, string>>
}

declare module '../store/types.ts' {
  interface Facts {
    /** By round. */
    marking: Record<string, Marking>
  }
}

declare module '../store/db.ts' {
  interface Store {
    marks: Table<Mark, string>
    polls: Table<Poll, string>
  }
}
