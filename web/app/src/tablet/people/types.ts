import type { Table } from 'dexie'
import type { Text } from '../../core/i18n.ts'

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

declare module '../store/types.ts' {
  interface Facts {
    consent: ConsentText
    /** Who has let the word pass by, in which round. */
    passes: { round_id: string; passed: Readonly<Record<string, number>> }
  }
}

declare module '../store/db.ts' {
  interface Store {
    people: Table<Person, string>
  }
}
