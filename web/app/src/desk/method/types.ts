import type { Round, Settings, Step } from '../../core/contract/sessions.d.ts'

export type View = Step['view']
export type Offer = NonNullable<Step['allows']>[number]
export const views: readonly View[] = ['talk', 'capture', 'groups', 'dots', 'ranks', 'matrix', 'agreement', 'report']
export const offers: readonly Offer[] = ['capture', 'reword', 'group', 'mark', 'report']
export const ways: readonly NonNullable<Settings['by']>[] = ['hands', 'tablet', 'phones']

/** What of a round is written in its form. */
export type StepWords = Omit<Step, 'allows'> & { allows: Offer[] }

/** What is sent to plan the same round again. */
export function stepOf({ title, instruction, question, seconds, view, allows, settings }: Step): StepWords {
  return { title, instruction, question, seconds, view, allows: allows ?? [], settings }
}

/** The place of the last round that has started: nothing moves before it. */
export function begun(rounds: readonly Round[]): number {
  return Math.max(0, ...rounds.filter(({ state }) => state !== 'planned').map(({ number }) => number))
}
