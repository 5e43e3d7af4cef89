import type { Table } from 'dexie'
import type { Text } from '../../core/i18n.ts'
import type { SpokenLanguage } from '../lines/types.ts'

/** Where a suggestion stands towards offers, as the server tells it. */
export interface Standing {
  state: 'received' | 'withdrawn' | 'parked'
  parked_theme_id: string
  parked_session_id: string
  taken_session_id: string
  declined_session_id: string
}

export interface Told extends Standing {
  id: string
  version: number
  number: number
  text: string
  language: SpokenLanguage
  /** Where it was said. */
  session_id: string
}

/** What a person did with it here and the server has not answered yet. */
export type Deed = { verb: 'park'; session_id?: string; theme_id?: string } | { verb: 'unpark' | 'take' | 'decline' }

/** A line kept for later, from here or offered to this yurt. */
export interface OfferRow {
  id: string
  forum_id: string
  /** The session of this tablet. */
  session_id: string
  said_in: string
  version: number
  number: number
  text: string
  language: SpokenLanguage
  server: Standing
  mine?: Deed
  /** Waits for this yurt's answer. */
  offered: boolean
}

/** A session to which a line can be offered. */
export interface Yurt {
  id: string
  title: Text
  theme_id: string
  yurt: number
}

/** This tablet's session and its theme. */
export interface Here {
  forum_id: string
  session_id: string
  theme_id: string
}

export const nowhere: Standing = { state: 'received', parked_theme_id: '', parked_session_id: '', taken_session_id: '', declined_session_id: '' }

/** Where it stands when what was done here has arrived. */
export function standing({ server, mine, session_id }: Pick<OfferRow, 'server' | 'mine' | 'session_id'>): Standing {
  switch (mine?.verb) {
    case 'park':
      return { ...nowhere, state: 'parked', parked_theme_id: mine.theme_id ?? '', parked_session_id: mine.session_id ?? '' }
    case 'unpark':
      return nowhere
    case 'take':
      return { ...nowhere, taken_session_id: session_id }
    case 'decline':
      return { ...nowhere, state: 'parked', declined_session_id: session_id }
    default:
      return server
  }
}

export function isOffered(row: Omit<OfferRow, 'offered'>, { session_id, theme_id }: Here): boolean {
  const { state, parked_session_id, parked_theme_id } = standing(row)
  if (state !== 'parked' || row.said_in === session_id) return false
  return parked_session_id ? parked_session_id === session_id : Boolean(parked_theme_id) && parked_theme_id === theme_id
}

export type Place = 'offered' | 'taken' | 'declined' | 'kept'

/** Which of this yurt's lists it stands on, if any. */
export function placeOf(row: OfferRow): Place | undefined {
  const { state, taken_session_id, declined_session_id } = standing(row)
  if (row.offered) return 'offered'
  if (taken_session_id === row.session_id) return 'taken'
  if (state !== 'parked') return undefined
  if (declined_session_id === row.session_id) return 'declined'
  return row.said_in === row.session_id ? 'kept' : undefined
}

declare module '../store/db.ts' {
  interface Store {
    offers: Table<OfferRow, string>
    yurts: Table<Yurt, string>
  }
}
