import type { Table } from 'dexie'
import type { SpokenLanguage, Wording } from '../lines/types.ts'

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

declare module '../store/db.ts' {
  interface Store {
    clarifications: Table<Clarification, string>
  }
}
