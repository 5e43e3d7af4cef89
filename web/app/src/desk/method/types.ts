import type { Text } from '../../core/i18n.ts'
import type { Round } from '../types.ts'

export const views = ['talk', 'capture', 'groups', 'dots', 'ranks', 'matrix', 'agreement', 'report'] as const
export type View = (typeof views)[number]
export const offers = ['capture', 'reword', 'group', 'mark', 'report'] as const
export const ways = ['hands', 'tablet', 'phones'] as const

export interface Settings {
  by: (typeof ways)[number]
  dots: number
  stacking: boolean
  hidden_count: boolean
  scale: number
  speaking_turns: boolean
}
/** What is planned of a round. */
export interface Step {
  title: Text
  instruction: Text
  question: Text
  seconds: number
  view: View
  allows: string[]
  settings: Settings
}
export type PlannedRound = Round & Step
export interface Method {
  key: string
  title: Text
  about: Text
  people: { least: number; most: number }
  minutes: number
  steps: Step[]
}

/** What is sent to plan the same round again. */
export function stepOf({ title, instruction, question, seconds, view, allows, settings }: Step): Step {
  return { title, instruction, question, seconds, view, allows, settings }
}

/** The place of the last round that has started: nothing moves before it. */
export function begun(rounds: readonly PlannedRound[]): number {
  return Math.max(0, ...rounds.filter(({ state }) => state !== 'planned').map(({ number }) => number))
}
