import { isRefusal } from './health.ts'

/** Some systems close the database under a sleeping page; a reload opens it again and loses nothing. */
export function reopen(error: unknown): void {
  console[isRefusal(error) ? 'warn' : 'error'](error) // the screen says that the disk is full
  if (error instanceof Error && error.name === 'DatabaseClosedError') location.reload()
}
