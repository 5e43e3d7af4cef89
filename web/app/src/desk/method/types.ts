import { queryOptions } from '@tanstack/react-query'
import type { Round, Step, StepOffer } from '../../core/contract/sessions.d.ts'
import { api } from '../staff.ts'

/** How a round can be worked: the rules are the server's. */
export const viewsQuery = queryOptions({ queryKey: ['views'], queryFn: () => api.get('/api/sessions/views'), staleTime: Infinity })

/** What of a round is written in its form. */
export type StepWords = Omit<Step, 'allows'> & { allows: StepOffer[] }

/** What is sent to plan the same round again. */
export function stepOf({ title, instruction, question, seconds, view, allows, settings }: Step): StepWords {
  return { title, instruction, question, seconds, view, allows: allows ?? [], settings }
}

/** The place of the last round that has started: nothing moves before it. */
export function begun(rounds: readonly Round[]): number {
  return Math.max(0, ...rounds.filter(({ state }) => state !== 'planned').map(({ number }) => number))
}
