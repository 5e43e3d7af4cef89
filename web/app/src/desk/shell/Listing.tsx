import type { ReactNode } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { Failure } from './Failure.tsx'

interface Asked<T> {
  isPending: boolean
  isError: boolean
  error: unknown
  data: T[] | undefined
  refetch: () => unknown
}

/** The four states of every list: loading, failed, empty (with words that say what comes here), filled. */
export function Listing<T>({ query, empty, children }: { query: Asked<T>; empty: string; children: (items: T[]) => ReactNode }) {
  const { t } = useSpeech()
  if (query.isPending) return <p className="note" role="status">{t('loading')}</p>
  if (query.isError && !query.data)
    return (
      <div className="stack">
        <Failure error={query.error} />
        <button className="button" onClick={() => void query.refetch()}>{t('again')}</button>
      </div>
    )
  const items = query.data ?? []
  return (
    <>
      <Failure error={query.error} />
      {items.length ? children(items) : <p className="note">{empty}</p>}
    </>
  )
}
