import { liveQuery } from 'dexie'
import { type DependencyList, useEffect, useState } from 'react'
import { isRefusal } from './store/health.ts'

/** The answer of a database query, asked again whenever any tab changes what it read; undefined until the first answer. */
export function useLive<T>(query: () => Promise<T>, deps: DependencyList): T | undefined {
  const [value, setValue] = useState<T>()
  useEffect(() => {
    const subscription = liveQuery(query).subscribe({ next: setValue, error: reopen })
    return () => subscription.unsubscribe()
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the caller names what the query depends on
  }, deps)
  return value
}

/** Some systems close the database under a sleeping page; a reload opens it again and loses nothing. */
export function reopen(error: unknown): void {
  console[isRefusal(error) ? 'warn' : 'error'](error) // the screen says that the disk is full
  if (error instanceof Error && error.name === 'DatabaseClosedError') location.reload()
}
