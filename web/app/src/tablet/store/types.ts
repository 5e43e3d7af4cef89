import type { Text } from '../../core/i18n.ts'

export interface Device {
  id: string
  secret: string
  access_token: string
  name: string
}

/**
 * Something that the server has to be told, kept until it has answered (queue.ts). Errands with one key reach the server
 * in the order in which they were made; `id` is what makes a repetition known as one.
 */
export interface Errand {
  seq?: number
  id: string
  forum_id: string
  session_id: string
  /** Which verb carries it, by the name under which a noun has registered it. */
  kind: string
  key: string
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  body?: unknown
  /** held: undone before it ever left the tablet · parked: the server refused it and a person must look. */
  state: 'waiting' | 'held' | 'parked'
  attempts: number
  /** How often its owner has put it on a newer ground after a 409. */
  rebased?: number
  problem?: Refusal
  /** The tablet whose copy brought it. */
  from?: string
}

/** Why the server will not have something; shown to a person. */
export interface Refusal {
  code: string
  detail: string
}

/** How the connection is, in the one word that the screen turns into a sentence. */
export type Network = 'starting' | 'online' | 'offline' | 'noAnswer' | 'refused' | 'revoked'

/** Single values, each under its own key. A noun adds its own beside its types. */
export interface Facts {
  /** This tablet's name for ever, made before it is first paired. */
  device_id: string
  device: Device
  /** The rights that it keeps in forums it was paired to before, by forum: what is unsent there still goes there. */
  keys: Readonly<Record<string, Device & { forum: Text }>>
  /** Why a forum takes nothing from this tablet, by forum. */
  refusals: Readonly<Record<string, Refusal>>
  network: Network
  clock_offset: number
}

/** Single values of one session, each under a key of its own. */
export interface OwnFacts {}
