import { useMutation } from '@tanstack/react-query'
import { useWrite } from '../data.ts'
import type { Changes } from '../lists/changes.ts'

/** Ten thousand lines take a while, and applying twice does nothing twice. */
export const patience = { timeoutMs: 300_000 }

interface Steps<Found, Query, Applied> {
  reads: (file: FormData, query: Query) => Promise<Found>
  applies: (id: string, leaveOut: number[]) => Promise<Applied>
  changes: Changes
}

/** A list from a file, in two steps: it is read and shown, then it is stored. */
export function useIntake<Found extends { id: string }, Query, Applied>(forum: string, { reads, applies, changes }: Steps<Found, Query, Applied>) {
  const preview = useMutation({
    mutationFn: ({ file, query }: { file: File; query: Query }) => {
      const body = new FormData()
      body.append('file', file)
      return reads(body, query)
    },
  })
  const apply = useWrite(forum, ({ id, leaveOut }: { id: string; leaveOut: number[] }) => applies(id, leaveOut), () => changes)
  return {
    found: apply.isSuccess ? undefined : preview.data,
    applied: apply.data,
    reading: preview.isPending,
    storing: apply.isPending,
    error: preview.error ?? apply.error,
    read: (file: File, query: Query) => (apply.reset(), preview.mutate({ file, query })),
    apply: (leaveOut: number[], onDone?: (applied: Applied) => void) => apply.mutate({ id: preview.data!.id, leaveOut }, { onSuccess: onDone }),
    restart: () => (preview.reset(), apply.reset()),
  }
}
