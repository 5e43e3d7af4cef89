import type { Text } from '../../core/i18n.ts'

/** Where this tablet stands, as the server described it when there was last a network. */
export interface Context {
  forum: { id: string; title: Text; time_zone?: string; rehearsal_of?: string } // unknown to a tablet that an older version has paired
  theme?: Theme | null
  session: {
    id: string
    title: Text
    theme_id?: string
    place?: Text
    yurt?: number
    language?: string
    state?: 'planned' | 'running' | 'ended' | 'cancelled'
    starts_at?: string
    ends_at?: string
    reason?: Text
  }
  rounds: Round[]
  themes: Theme[]
}

export interface Theme {
  id: string
  title: Text
}

export interface Round {
  id: string
  number: number
  question: Text
  seconds: number
  state: 'planned' | 'running' | 'ended'
  started_at?: string | null
  ended_at?: string | null
  ends_at?: string | null
  version?: number
  title?: Text
  instruction?: Text
  /** Which screen the step is worked on. */
  view?: string
  allows?: readonly string[]
  settings?: RoundSettings
}

/** How a step is worked; whatever is left out has a sensible value on the screen. */
export interface RoundSettings {
  by?: 'hands' | 'tablet' | 'phones'
  dots?: number
  stacking?: boolean
  hidden_count?: boolean
  scale?: number
  speaking_turns?: boolean
}

/** A timer that was started or moved on this tablet without the server. Times in the clock's milliseconds. */
export interface LocalTimer {
  round_id: string
  ends_at: number
  /** The version of the round it was based on: anything newer that the server tells comes first. */
  version?: number
}

/** A step to another round that the server does not know yet (steps.ts). `at` in the clock's milliseconds. */
export interface LocalStep {
  round_id: string
  /** The round that ran here before; '' if none did. */
  instead_of: string
  again?: boolean
  version?: number
  at: number
}

declare module '../store/types.ts' {
  interface Facts {
    context: Context
    /** The session as it was before the desk changed it, until somebody has taken note (sessionNews.ts). */
    session_before: Context['session']
    timer: LocalTimer
    steps: LocalStep[]
    /** Set while this tablet is in another round than the session, until a person chooses. */
    apart: { running: string }
  }
}
