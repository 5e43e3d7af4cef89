import type { Clarification } from './types.ts'

/** Nobody has answered it, neither here nor elsewhere. */
export function isOpen({ state, own }: Clarification): boolean {
  return state === 'open' && !own
}
