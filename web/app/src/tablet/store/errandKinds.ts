import type { Api, Problem, Request } from '../../core/api.ts'
import type { Store } from './db.ts'
import type { Errand, Refusal } from './types.ts'

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
}

/**
 * The owners by kind, each loaded when its first errand is sent: the tab that sends may never open the screen that
 * made the errand. Its text for people is at `errand.<kind>` in the catalogues.
 */
export const errandKinds: Record<string, () => Promise<ErrandOwner>> = {
  author: async () => (await import('../aside/authors.ts')).owner,
  consent: async () => (await import('../aside/seats.ts')).owner,
  seat: async () => (await import('../aside/seats.ts')).owner,
  answer: async () => (await import('../aside/answers.ts')).owner,
  photo: async () => (await import('../aside/photoErrands.ts')).owner,
  marks: async () => (await import('../marks/told.ts')).owner,
  group: () => import('../groups/owner.ts'),
  offer: () => import('../later/owner.ts'),
  report: () => import('../report/owner.ts'),
}
