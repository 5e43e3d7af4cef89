import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { useOpenIds } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import type { Listed } from './nouns.ts'
import type { Part } from './part.ts'

/** Where one writes in a list's items, and how they are read. */
export interface Written<T extends { id: string }> {
  form: string // begins their forms' things: "proposal/<id>/…"
  listed: Listed<T>
  forum: string
}

/**
 * The items in which somebody writes and which the list does not show: a filter or a search has hidden them, or they were
 * left unfinished and their place is far down. One that is written in while it is in the list stays there (lists/apply.ts).
 */
export function useAbove<T extends { id: string }>(part: Part<T> | undefined, written: Written<T> | undefined): readonly T[] {
  const open = useOpenIds(written?.form)
  const [returned] = useState(open)
  const hidden = part ? open.filter((id) => returned.includes(id) || !part.items.some((item) => item?.id === id)) : []
  const found = useQueries({
    queries: hidden.map((id) => ({
      queryKey: [written!.forum, written!.listed.noun, 'one', id],
      queryFn: async () => (await api.call<T>(`${written!.listed.path(written!.forum)}/${id}`)).body,
      placeholderData: () => part?.items.find((item) => item?.id === id),
    })),
  })
  return found.flatMap(({ data }) => data ?? [])
}
