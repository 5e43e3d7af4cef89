import type { Table } from 'dexie'
import type { Errand } from '../store/types.ts'

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

/** What has to be told of a line, in the order in which it was done. An edit's `id` is the name by which the server knows it. */
export type Job = Errand & { line_id: string } & Deed

/** An edit carries the version and the words that its writer saw, so that nobody's newer words are overwritten unseen. */
export type Deed =
  | { kind: 'capture' }
  | ({ kind: 'reword'; base_version: number; seen_text: string } & Wording)
  | { kind: 'withdraw' }
  | { kind: 'restore' }

/** One step back for the undo button. `at`: when it was done. */
export type Undo = { seq?: number; session_id: string; line_id: string; at?: number } & (
  | { kind: 'capture' | 'withdraw' | 'restore' }
  | ({ kind: 'reword' } & Wording)
)

declare module '../store/types.ts' {
  interface Facts {
    device_counter: number
  }
  interface OwnFacts {
    /** What stands in the field and was not put on the list yet. `id`: of the line that it will be. */
    draft: Wording & { id?: string }
    /** The edit of a line that is open. */
    edit: { line_id: string; text: string; seen: Seen }
  }
}

declare module '../store/db.ts' {
  interface Store {
    lines: Table<Line, number>
    undo: Table<Undo, number>
  }
}
