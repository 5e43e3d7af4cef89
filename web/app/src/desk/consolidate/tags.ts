import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { keyOf } from '../../core/tags.ts'
import { at } from '../data.ts'
import { api } from '../staff.ts'
import type { Proposal } from '../types.ts'

export interface TagCount {
  tag: string
  count: number
}

/** Every tag of the forum, the most frequent first, with the number of suggestions that have it. */
export const useTags = (forum: string) =>
  useQuery({ queryKey: [forum, 'tags'], queryFn: async () => (await api.get<{ items: TagCount[] }>(`${at.facilitation(forum)}/tags`)).items })

/** The chosen tag stands in the address, so that what one sees can be sent to a colleague; '' is none. */
export function useChosenTag(): [tag: string, choose: (tag: string) => void] {
  const { tag = '' } = useSearch({ strict: false }) as { tag?: string }
  const navigate = useNavigate()
  return [tag, (tag) => void navigate({ to: '.', search: { tag: tag || undefined }, replace: true, resetScroll: false } as never)]
}

/** The tags of a proposal's suggestions, each once. */
export function tagsOf({ suggestions }: Pick<Proposal, 'suggestions'>): string[] {
  const tags = new Map<string, string>()
  for (const tag of suggestions.flatMap(({ tags }) => tags)) if (!tags.has(keyOf(tag))) tags.set(keyOf(tag), tag)
  return [...tags.values()]
}

export const hasTag = (proposal: Pick<Proposal, 'suggestions'>, tag: string): boolean => tagsOf(proposal).some((one) => keyOf(one) === keyOf(tag))
