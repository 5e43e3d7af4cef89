import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { at } from '../data.ts'
import { api } from '../staff.ts'

/** The last adopted decisions that stand and have the words, and how many there are: measures follow from them. */
export const useAdopted = (forum: string, words: string) =>
  useQuery({
    queryKey: [forum, 'decisions', 'counts', 'adopted', words],
    queryFn: () =>
      api.get(`${at.decisions(forum)}/decisions`, {
        outcome: 'adopted,adopted_with_changes', standing: 'true', order: 'latest', brief: 'true', total: 'true', q: words, limit: 50,
      }),
    placeholderData: keepPreviousData,
  })
