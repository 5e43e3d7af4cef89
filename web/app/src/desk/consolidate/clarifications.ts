import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Clarification } from '../../core/contract/facilitation.d.ts'
import { at } from '../data.ts'
import { batched } from '../lists/batched.ts'
import { api } from '../staff.ts'

/** How many questions of the forum wait and how many came back. */
export const useAskedCounts = (forum: string) =>
  useQuery({ queryKey: [forum, 'clarifications', 'counts'], queryFn: () => api.get(`${at.facilitation(forum)}/clarification-counts`) })

/** The last answers that came. */
export const useAnswered = (forum: string, answered: number) =>
  useQuery({
    queryKey: [forum, 'clarifications', 'of', 'answered'],
    queryFn: async () => (await api.get(`${at.facilitation(forum)}/clarifications`, { state: 'answered', order: 'latest', limit: 20 })).items,
    enabled: answered > 0,
  })

const batches = new Map<string, (suggestion: string) => Promise<Clarification[]>>()

/** The questions about suggestions; all cards on the screen ask together. */
function askedAbout(forum: string, suggestion: string): Promise<Clarification[]> {
  let ask = batches.get(forum)
  if (!ask) {
    const read = async (ids: readonly string[]) => (await api.get(`${at.facilitation(forum)}/clarifications`, { suggestion_id: ids.join(), limit: 500 })).items
    batches.set(forum, (ask = batched(read, (one) => one.suggestion_id)))
  }
  return ask(suggestion)
}

/** The questions about a proposal's suggestions, in the order in which they were asked; none is read while the forum has none. */
export function useAskedOf(forum: string, suggestions: readonly { id: string }[], any: boolean): readonly Clarification[] {
  const ids = useMemo(() => suggestions.map(({ id }) => id), [suggestions])
  const asked = useQuery({
    queryKey: [forum, 'clarifications', 'of', ids],
    queryFn: async () => (await Promise.all(ids.map((id) => askedAbout(forum, id)))).flat().toSorted((a, b) => a.asked_at.localeCompare(b.asked_at)),
    enabled: any,
  })
  return asked.data ?? []
}
