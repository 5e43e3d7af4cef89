import { useMutation } from '@tanstack/react-query'
import type { Request } from '../../core/api.ts'
import { useWrite } from '../data.ts'
import type { Changes } from '../lists/changes.ts'
import { api } from '../staff.ts'
import type { Preview } from './Found.tsx'

/** Ten thousand lines take a while, and applying twice does nothing twice. */
const patience = 300_000

export interface Steps {
  reads: string // the path that reads a file
  applies: (id: string) => string
  changes: Changes
}

/** A list from a file, in two steps: it is read and shown, then it is stored. */
export function useIntake<Applied>(forum: string, { reads, applies, changes }: Steps) {
  const preview = useMutation({
    mutationFn: async ({ file, query }: { file: File; query: Request['query'] }) => {
      const body = new FormData()
      body.append('file', file)
      return (await api.call<Preview>(reads, { method: 'POST', body, query, timeoutMs: patience })).body
    },
  })
  const apply = useWrite(
    forum,
    async ({ id, leaveOut }: { id: string; leaveOut: number[] }) => (await api.call<Applied>(applies(id), { method: 'POST', body: { leave_out: leaveOut }, timeoutMs: patience })).body,
    () => changes,
  )
  return {
    found: apply.isSuccess ? undefined : preview.data,
    applied: apply.data,
    reading: preview.isPending,
    storing: apply.isPending,
    error: preview.error ?? apply.error,
    read: (file: File, query: Request['query']) => (apply.reset(), preview.mutate({ file, query })),
    apply: (leaveOut: number[], onDone?: (applied: Applied) => void) => apply.mutate({ id: preview.data!.id, leaveOut }, { onSuccess: onDone }),
    restart: () => (preview.reset(), apply.reset()),
  }
}
