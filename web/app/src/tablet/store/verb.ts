import type { Api, Problem, Request } from '../../core/api.ts'
import type { Store } from './db.ts'
import type { Errand, Refusal } from './types.ts'

/** How the queue carries the errands of one kind. A noun registers its verbs (nouns.ts). */
export interface Verb {
  /** Lanes send beside each other: a picture that takes minutes holds up no line. */
  lane?: string
  /** These go before everything else of their forum, so many at once. */
  first?: number
  /** What the server refused is shown where it was made, and nothing waits behind it; else it stands in the strip of what was refused, and its key waits. */
  inPlace?: boolean
  /** Loaded when the first is sent: the tab that sends may never open the screen that made it. Its text for people is at `errand.<kind>` in the catalogues. */
  load(): Promise<ErrandOwner>
}

export type Verbs = Readonly<Record<string, Verb>>

/** Not to be sent as it is: it waits in the strip of what was refused, and nothing of it is undone. */
export interface Held {
  held: Refusal
}

/** A text is longer than the server takes; who shortens it sends it. */
export const tooLong: Held = { held: { code: 'too_long_here', detail: '' } }

/** What to do after a 409: leave it to a person, forget it, or send this instead. */
export type AfterConflict = 'park' | 'drop' | Partial<Pick<Errand, 'method' | 'path' | 'body'>>

/** What the owner of a kind of errand makes of the server's answers. Every member may be left out. */
export interface ErrandOwner {
  /** What is sent when it is more than the errand's own body: a picture from its store. undefined: there is nothing left to tell. */
  request?(store: Store, errand: Errand): Promise<(Request & { path: string }) | Held | undefined>
  /** 2xx. Runs in the transaction that takes the errand off the queue; a refusal parks it. May run twice for one errand. */
  answered?(store: Store, errand: Errand, answer: unknown): Promise<Refusal | void>
  /** 409. May ask the server; runs outside of any transaction. Parked unless the owner knows better. */
  disagreed?(store: Store, errand: Errand, problem: Problem, api: Api): Promise<AfterConflict>
  /** Parked. Runs in the transaction that parks. */
  refused?(store: Store, errand: Errand, problem: Refusal): Promise<void>
  /** Instead of all of these: several in one request, and what becomes of each. Rejects when they are to be tried again. */
  sendAll?(tools: { store: Store; api: Api }, errands: readonly Errand[]): Promise<void>
  /** They are about to be sent. Runs in the transaction that notes the attempt. */
  begun?(store: Store, errands: readonly Errand[]): Promise<void>
  /** Nothing of this kind is under way: the page has just been opened, or a try has failed. */
  idle?(store: Store): Promise<void>
}
