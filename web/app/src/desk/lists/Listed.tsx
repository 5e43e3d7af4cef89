import { useSpeech } from '../../ui/language.tsx'
import { Failure } from '../shell/Failure.tsx'
import { type Props, VirtualList } from './VirtualList.tsx'

/** A long list in each of its states: being read, not to be read, empty (with words that say what comes here), and drawn. */
export function Listed<T extends { id: string }>({ empty, ...props }: Props<T> & { empty: string }) {
  const { t } = useSpeech()
  const { part, isPending, error, refetch } = props.list
  if (!part)
    return isPending && !error ? (
      <p className="note" role="status">{t('loading')}</p>
    ) : (
      <div className="stack">
        <Failure error={error} />
        <button className="button" onClick={refetch}>{t('again')}</button>
      </div>
    )
  return (
    <>
      <Failure error={error} />
      {part.total ? <VirtualList {...props} /> : <p className="note">{empty}</p>}
    </>
  )
}
