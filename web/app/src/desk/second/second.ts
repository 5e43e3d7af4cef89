import { Problem } from '../../core/api.ts'

/** What stands between a password that was right and being signed in. */
export interface Pending {
  challenge: string
  makes: boolean // this server wants a second step and there is none yet
  ways: readonly string[]
}

/** The second step that a refusal leads to; undefined of any other. */
export function pendingOf(error: unknown): Pending | undefined {
  if (!(error instanceof Problem) || !['second_step_required', 'second_step_to_make'].includes(error.code)) return undefined
  const { challenge, ways } = error.extra
  return { challenge: String(challenge), makes: error.code === 'second_step_to_make', ways: Array.isArray(ways) ? ways.map(String) : [] }
}

/** Whether signing in has to begin anew: it took too long, or there were too many wrong codes. */
export const isOver = (error: unknown): boolean => error instanceof Problem && error.code === 'sign_in_again'
