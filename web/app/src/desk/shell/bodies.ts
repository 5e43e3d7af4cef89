import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSpeech } from '../../ui/language.tsx'
import { nameOf } from '../data.ts'
import { batched } from '../lists/batched.ts'
import { api } from '../staff.ts'
import { useForumTime } from '../when.ts'

const path = '/api/sessions/organisations'
const one = batched(async (ids) => (await api.get(path, { ids: ids.join(), limit: ids.length })).items, ({ id }) => id)

const useBody = (id: string) => useQuery({ queryKey: ['organisations', 'one', id], queryFn: async () => (await one(id))[0] ?? null, enabled: id !== '', staleTime: 600_000 })

/** A body's name as of today, when it is known; bodies that are named on one screen are read together. */
export function useBodyName(id: string): string {
  const { language } = useSpeech()
  const body = useBody(id).data
  const into = useBody(body?.merged_into ?? '').data // a duplicate goes by the other's name
  return nameOf(into ?? body ?? undefined, useForumTime().today(), language)
}

/** How many bodies a choice offers at once; of more the search finds the others. */
const most = 100

/** The bodies that have the words in a name, as far as they are offered, and how many there are; the one chosen is always offered. */
export function useBodies(words: string, chosen: string) {
  const found = useQuery({
    queryKey: ['organisations', 'list', words],
    queryFn: () => api.get(path, { q: words, limit: most, total: 'true' }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })
  const own = useBody(chosen).data
  const items = found.data?.items ?? []
  return { bodies: own && !items.some(({ id }) => id === own.id) ? [own, ...items] : items, total: found.data?.total ?? 0, known: found.isSuccess }
}
