import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Entry } from './entries.ts'
import { api } from '../staff.ts'

const piece = 100

/** The names of the accounts that entries tell of: the audit itself holds ids only. */
export function useNames(entries: readonly Entry[]): (id: string) => string | undefined {
  const ids = useMemo(() => [...new Set(entries.flatMap(({ by, kind, of }) => [...(kind === 'staff' ? [by] : []), of.account ?? '']))].filter(Boolean).toSorted(), [entries])
  const pieces = Array.from({ length: Math.ceil(ids.length / piece) }, (_, i) => ids.slice(i * piece, (i + 1) * piece))
  const answers = useQueries({
    queries: pieces.map((some) => ({ queryKey: ['accounts', 'names', some], staleTime: 60_000, queryFn: () => api.get('/api/sessions/accounts', { ids: some.join(), limit: piece }) })),
  })
  const names = new Map(answers.flatMap(({ data }) => data?.items.map(({ id, name }) => [id, name] as const) ?? []))
  return (id) => names.get(id)
}
