import { liveQuery } from 'dexie'
import { type DependencyList, useEffect, useState } from 'react'
import { reopen } from './store/reopen.ts'

/** The answer of a database query, asked again whenever any tab changes what it read; undefined until the first answer. */
export function useLive<T>(query: () => Promise<T>, deps: DependencyList): T | undefined {
  const [value, setValue] = useState<T>()
  /* eslint-disable react-hooks/exhaustive-deps -- the caller names what the query depends on, and is linted for it */
  useEffect(() => {
    const subscription = liveQuery(query).subscribe({ next: setValue, error: reopen })
    return () => subscription.unsubscribe()
  }, deps)
  /* eslint-enable react-hooks/exhaustive-deps */
  return value
}
