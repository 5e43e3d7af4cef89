import { useQueries, useQueryClient } from '@tanstack/react-query'
import { at } from '../data.ts'
import { api } from '../staff.ts'

const pieceSize = 50

/**
 * The drafts that may enter the plan, as they were when the form opened: what a colleague drafts meanwhile is not published
 * unseen. Only the pieces in sight are read; `changed` tells that they are of different times.
 */
export function useDrafts(forum: string, form: string, from: number, to: number) {
  const client = useQueryClient()
  const key = [forum, 'publishing', form]
  const path = `${at.decisions(forum)}/plan/drafts` as const
  const wanted = Array.from({ length: Math.floor(to / pieceSize) - Math.floor(from / pieceSize) + 1 }, (_, i) => Math.floor(from / pieceSize) + i)
  const numbers = [...new Set([0, ...wanted])]
  const pieces = useQueries({
    queries: numbers.map((number) => ({
      queryKey: [...key, number], staleTime: Infinity, gcTime: 0,
      queryFn: () => api.get(path, { offset: number * pieceSize, limit: pieceSize }),
    })),
  })
  const byNumber = new Map(pieces.map(({ data }, i) => [numbers[i], data]))
  const first = byNumber.get(0)
  return {
    total: first?.total ?? 0,
    ready: first?.ready ?? 0,
    mark: first?.mark,
    changed: pieces.some(({ data }) => data && first && data.mark !== first.mark),
    error: pieces.find(({ error }) => error)?.error,
    at: (index: number) => byNumber.get(Math.floor(index / pieceSize))?.items[index % pieceSize],
    /** Reads them anew and returns those of the ids that are still among them. */
    async again(ids: readonly string[]): Promise<string[]> {
      await client.resetQueries({ queryKey: key })
      const still: string[] = []
      for (let i = 0; i < ids.length; i += 100) {
        const { items } = await api.get(path, { ids: ids.slice(i, i + 100).join() })
        still.push(...items.filter(({ lacks }) => !lacks.length).map(({ id }) => id))
      }
      return still
    },
  }
}
