import { type Api, Problem } from '../core/api.ts'
import type { Clock } from '../core/clock.ts'
import type { LiveEvent } from '../core/live.ts'
import type { Context } from './place/types.ts'
import type { Store } from './store/db.ts'

/** What happened, in order: the event's name and its content. */
export type News = readonly Pick<LiveEvent, 'name' | 'data'>[]

export interface Tools {
  store: Store
  api: Api
  clock: Clock
}

/** What a noun makes of the server's news. Runs in the tab that leads. */
export interface Listener {
  /** The live stream is open: read everything that may have been missed. */
  ready(tools: Tools, context: Context): Promise<void>
  /** All that came at once: kept in one transaction. */
  heard(tools: Tools, context: Context, news: News): Promise<void>
}

/** Which news a noun wants, by the service that tells them and the names of the events. */
export interface Hearing {
  stream: 'facilitation' | 'sessions'
  events: RegExp
  /** The tablet cannot do without: what is refused here opens the stream anew. */
  needed?: boolean
  load(): Promise<Listener>
}

/** The stream is open first and what it has is read second, so nothing falls between the two. */
export async function hear(hearings: readonly Hearing[], tools: Tools, context: Context, news: News): Promise<void> {
  if (news.some(({ name }) => name === 'ready')) for (const hearing of hearings) await listen(hearing, (listener) => listener.ready(tools, context))
  for (const hearing of hearings) {
    const theirs = news.filter(({ name }) => hearing.events.test(name))
    if (theirs.length) await listen(hearing, (listener) => listener.heard(tools, context, theirs))
  }
}

/** What one noun may not read must not keep the tablet from hearing the others; no answer opens the stream anew. */
async function listen({ needed, load }: Hearing, work: (listener: Listener) => Promise<void>): Promise<void> {
  try {
    await work(await load())
  } catch (error) {
    if (needed || !(error instanceof Problem) || error.status >= 500) throw error
    console.warn(error)
  }
}
