import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { api } from '../staff.ts'
import type { Filter, Listed } from './nouns.ts'
import { hole, type Part, partOf, type Piece, placed } from './part.ts'

/** How many items are read at a time: a screen of cards and what is drawn beside it. */
export const pageSize = 24

interface Answer<T> {
  items: T[]
  total?: number
}

/** Asks the server for a part of a list, or for some of its items by their ids. */
export async function read<T extends { id: string }>(listed: Listed<T>, forum: string, filter: Filter, what: { offset: number; limit: number } | { ids: readonly string[] }): Promise<Piece<T>> {
  const part = 'ids' in what ? { ids: what.ids.join(), limit: Math.max(1, what.ids.length) } : { ...what, total: 'true' }
  const query = { ...listed.fixed, ...filter, brief: 'true', ...part }
  const { items, total = items.length } = (await api.call<Answer<T>>(listed.path(forum), { query })).body
  return { offset: 'ids' in what ? 0 : what.offset, items, total }
}

/** What is kept of a list beside its part, so that a change can be read in its terms. */
export interface ListMeta extends Record<string, unknown> {
  listed: Listed<{ id: string }>
  forum: string
  filter: Filter
}

export interface List<T> {
  id: string // the same for the same list and filter
  part: Part<T> | undefined
  isPending: boolean
  error: unknown
  refetch: () => void
  /** Tells which places are in sight; what was not read of them yet is read. */
  show: (from: number, to: number) => void
}

/**
 * A list of which only what is shown is read. `place` is where reading begins, when an address leads into the middle.
 * What changes later is brought in by lists/apply.ts.
 */
export function useList<T extends { id: string }>(listed: Listed<T>, forum: string, filter: Filter = {}, place = 0): List<T> {
  const client = useQueryClient()
  const queryKey = [forum, listed.noun, 'list', filter] as const
  const id = JSON.stringify(queryKey)
  const shown = useRef({ id, from: place, to: place + pageSize })
  if (shown.current.id !== id) shown.current = { id, from: 0, to: pageSize }
  const [failure, setFailure] = useState<unknown>()

  const query = useQuery({
    queryKey,
    meta: { listed, forum, filter } as unknown as ListMeta,
    queryFn: async (): Promise<Part<T>> => {
      const { from, to } = shown.current
      const offset = Math.max(0, Math.min(from, to - pageSize))
      const piece = await read(listed, forum, filter, { offset, limit: Math.min(100, Math.max(pageSize, to - offset)) })
      const beyond = offset > 0 && !piece.items.length // the list has become shorter than the place that an address names
      return partOf(beyond ? await read(listed, forum, filter, { offset: Math.max(0, piece.total - pageSize), limit: pageSize }) : piece)
    },
    placeholderData: (before) => before,
    refetchOnMount: 'always', // it was not followed while nobody looked
    staleTime: Infinity, // while somebody does, it is
  })

  const reading = useRef(false)
  const fill = useCallback(async () => {
    if (reading.current) return
    reading.current = true
    try {
      for (;;) {
        const part = client.getQueryData<Part<T>>(queryKey)
        const wanted = part && hole(part, shown.current.from, shown.current.to, 100)
        if (!wanted || shown.current.id !== id) break
        const begin = Math.max(0, Math.min(wanted.offset, part.total - pageSize))
        const limit = Math.max(wanted.limit + wanted.offset - begin, Math.min(pageSize, part.total - begin))
        const piece = await read(listed, forum, filter, { offset: wanted.limit >= pageSize ? wanted.offset : begin, limit })
        setFailure(undefined)
        // Places that moved meanwhile are asked for again.
        let stood = false
        client.setQueryData<Part<T>>(queryKey, (now) => ((stood = now?.moves === part.moves), now && stood ? placed(now, piece, listed.newestFirst) : now))
        if (stood && hole(client.getQueryData<Part<T>>(queryKey)!, wanted.offset, wanted.offset + 1, 1)) break // the server has fewer than it counted
      }
    } catch (error) {
      setFailure(error)
    } finally {
      reading.current = false
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- id stands for listed, forum and filter
  }, [client, id])

  const show = useCallback(
    (from: number, to: number) => {
      shown.current = { id, from, to }
      void fill()
    },
    [id, fill],
  )
  useEffect(() => {
    if (!query.isPlaceholderData) void fill() // holes that a change has made in sight
  }, [query.data, query.isPlaceholderData, fill])

  return { id, part: query.data, isPending: query.isPending, error: query.error ?? failure, refetch: () => void query.refetch(), show }
}

/** The queries of lists that are on the screen, with what each needs to be read in its terms. */
export function activeLists(client: QueryClient, forum: string, noun: string) {
  return client.getQueryCache().findAll({ queryKey: [forum, noun, 'list'], type: 'active' }).map((query) => ({ queryKey: query.queryKey, ...(query.meta as unknown as ListMeta) }))
}
