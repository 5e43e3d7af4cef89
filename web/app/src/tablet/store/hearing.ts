import { type Api, Problem } from '../../core/api.ts'
import type { Store } from './db.ts'
import type { Context } from './types.ts'

/** What a noun besides lines makes of the server's news. Runs in the tab that leads. */
export interface Listener {
  /** The live stream is open: read everything that may have been missed. */
  ready(tools: { store: Store; api: Api }, context: Context): Promise<void>
  event(tools: { store: Store; api: Api }, context: Context, name: string, data: unknown): Promise<void>
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

export async function hearOne(tools: { store: Store; api: Api }, context: Context, name: string, data: unknown): Promise<void> {
  for (const { events, load } of listeners) if (events.test(name)) await unlessRefused(async () => (await load()).event(tools, context, name, data))
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
