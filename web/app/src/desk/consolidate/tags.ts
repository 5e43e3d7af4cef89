import { useQuery } from '@tanstack/react-query'
import { at } from '../data.ts'
import { api } from '../staff.ts'

/** As many as there is room for; the search finds the others. */
const most = 40

/** The tags of the forum, the most frequent first, with the number of suggestions that have each. */
export const useTags = (forum: string) =>
  useQuery({ queryKey: [forum, 'suggestions', 'counts', 'tags'], queryFn: async () => (await api.get(`${at.facilitation(forum)}/tags`, { limit: most })).items })
