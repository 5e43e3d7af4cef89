import { type Api, Problem } from '../../core/api.ts'
import type { LiveEvent } from '../../core/live.ts'
import type { Store } from './db.ts'
import type { Context } from './types.ts'

/** What happened, in order: the event's name and its content. */
export type News = readonly Pick<LiveEvent, 'name' | 'data'>[]

/** What a noun besides lines makes of the server's news. Runs in the tab that leads. */
export interface Listener {
  /** The live stream is open: read everything that may have been missed. */
  ready(tools: { store: Store; api: Api }, context: Context): Promise<void>
  /** All that came at once: kept in one transaction. */
  heard(tools: { store: Store; api: Api }, context: Context, news: News): Promise<void>
}

/** Listeners by the names of the events they want, loaded when first needed so that the list of lines opens fast. */
export const listeners: { events: RegExp; load: () => Promise<Listener> }[] = [
  { events: /^Clarification/, load: async () => (await import('../aside/hearQuestions.ts')).listener },
  { events: /^(MarksCast|Ballot)/, load: async () => (await import('../marks/told.ts')).listener },
  { events: /^Group/, load: () => import('../groups/hear.ts') },
  { events: /^Suggestion/, load: () => import('../later/hear.ts') },
  { events: /^Report/, load: () => import('../report/hear.ts') },
]

export async function hearAll(tools: { store: Store; api: Api }, context: Context): Promise<void> {
  for (const { load } of listeners) await unlessRefused(async () => (await load()).ready(tools, context))
}

export async function hear(tools: { store: Store; api: Api }, context: Context, news: News): Promise<void> {
  for (const { events, load } of listeners) {
    const theirs = news.filter(({ name }) => events.test(name))
    if (theirs.length) await unlessRefused(async () => (await load()).heard(tools, context, theirs))
  }
}

/** What one noun may not read must not keep the tablet from hearing the others; no answer opens the stream anew. */
export async function unlessRefused(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    console.warn(error)
  }
}
