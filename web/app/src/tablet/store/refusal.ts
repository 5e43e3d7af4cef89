import { Problem } from '../../core/api.ts'

/** Why, in the server's words: of the fields if it named any. */
export function saidBy({ errors, detail }: Problem): string {
  return errors.map((field) => field.detail).filter(Boolean).join(' ') || detail
}

/** The content itself is at fault; sending it again cannot help. */
export function refusesContent(error: unknown): error is Problem {
  return error instanceof Problem && [400, 413, 422].includes(error.status)
}

/** This one deed is not for this tablet to do, or what it is about is not there; everything else goes on. */
export function refusesDeed(error: unknown): error is Problem {
  return error instanceof Problem && [403, 404].includes(error.status) && error.code !== 'device_revoked'
}
