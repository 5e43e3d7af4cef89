import { useQuery } from '@tanstack/react-query'
import { useSpeech } from '../../ui/language.tsx'
import { nameOf } from '../data.ts'
import { api } from '../staff.ts'
import { useForumTime } from '../when.ts'
import { path } from './organisations.ts'

/** Says, before anything is stored, what is in the register under such a name already. */
export function PerhapsTheSame({ words }: { words: string }) {
  const { t, language } = useSpeech()
  const today = useForumTime().today()
  const sought = words.replace(/[«»"“”„']/g, ' ').slice(0, 100).trim()
  const found = useQuery({ queryKey: ['organisations', 'same', sought], queryFn: () => api.get(path, { q: sought, limit: 5 }), enabled: sought.length > 2 })
  const items = sought.length > 2 ? (found.data?.items ?? []) : []
  if (!items.length) return null
  return (
    <div className="note" role="status">
      <p>{t('organisations.perhaps')}</p>
      <ul>{items.map((one) => <li key={one.id}><strong>{nameOf(one, today, language)}</strong> {one.key}</li>)}</ul>
    </div>
  )
}
