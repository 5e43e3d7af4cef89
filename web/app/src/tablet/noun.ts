import type { ComponentType, LazyExoticComponent } from 'react'
import type { Hearing, Tools } from './hearing.ts'
import type { Line } from './lines/types.ts'
import type { Context, Round } from './place/types.ts'
import type { Store, Version } from './store/db.ts'
import type { Verbs } from './store/verb.ts'

/** What every view of a step is given. `say` is read out by screen readers; `show` puts a new line on the list at once. */
export interface ViewProps {
  context: Context
  round: Round | undefined
  lines: readonly Line[]
  view: string
  say: (text: string) => void
  show: (line: Line) => void
}

type View = LazyExoticComponent<ComponentType<ViewProps>>

/** What a round can offer: the words of `allows`. */
export type Offer = 'capture' | 'reword' | 'group' | 'mark' | 'report'

/** A tab: where a noun is worked on. */
export interface Place {
  /** The address and the text (`tab.<name>`) of its tab. */
  name: string
  /** The views of a step that are worked on here; the address may also name one of them. */
  views: readonly string[]
  /** Is held back while the step does not offer it, if the plan has a step that does. */
  offer?: Offer
  View: View
  /** What is there to read while the step holds the view back. Marks have none: a count may be hidden, ranks are private. */
  Seen?: View
}

/** What a noun has to say above every view, but not above its own. */
export interface Strip {
  wanted(store: Store, session: string): Promise<boolean>
  Strip: View
}

/** One thing that a tablet works with: a folder that registers itself once, in nouns.ts. All that it names is loaded when it is first needed. */
export interface Noun {
  /** Its tables, by the version of the database that brought them. */
  versions?: readonly Version[]
  /** How what it has to tell goes to the server. */
  verbs?: Verbs
  /** What it hears of the server. */
  hears?: Hearing
  /** What it does for as long as this tab sends. */
  keeps?(): Promise<(tools: Tools, signal: AbortSignal) => Promise<void>>
  place?: Place
  strip?: Strip
}

export const verbsOf = (nouns: readonly Noun[]): Verbs => Object.assign({}, ...nouns.map(({ verbs }) => verbs))
