import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { at } from '../data.ts'
import { api } from '../staff.ts'

/** Who is registered already under a name like the one that is being typed, before somebody stands there twice. */
export function Alike({ forum, name }: { forum: string; name: string }) {
  const { t } = useSpeech()
  const q = useDeferredValue(name.trim().slice(0, 100))
  const found = useQuery({
    queryKey: [forum, 'participants', 'alike', q],
    queryFn: () => api.get(`${at.sessions(forum)}/participants`, { q, limit: 5 }),
    enabled: q.length >= 5, // fewer letters fit half a forum
  })
  const alike = found.data?.items ?? []
  return (
    <p className="note alike" role="status" hidden={!alike.length}>
      {alike.length > 0 && t('people.alike', { names: alike.map((one) => (one.key ? `${one.name} (${one.key})` : one.name)).join(', ') })}
    </p>
  )
}
