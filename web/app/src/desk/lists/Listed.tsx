import { useSpeech } from '../../ui/language.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useAbove, type Written } from './useAbove.ts'
import { type Props, VirtualList } from './VirtualList.tsx'

/**
 * A long list in each of its states: being read, not to be read, empty (with words that say what comes here), and drawn.
 * Items in which somebody writes and which it does not show stand above it.
 */
export function Listed<T extends { id: string }>({ empty, written, ...props }: Props<T> & { empty: string; written?: Written<T> }) {
  const { t } = useSpeech()
  const { part, isPending, error, refetch } = props.list
  const above = useAbove(part, written)
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
      {above.length > 0 && (
        <ol className={`${props.className ?? 'cards'} above`} aria-label={t('draft.aboveList')}>
          {above.map((item) => <li key={item.id}>{props.children(item)}</li>)}
        </ol>
      )}
      {part.total > 0 && <VirtualList {...props}>{(item) => (above.some(({ id }) => id === item.id) ? <p className="note">{t('draft.isAbove')}</p> : props.children(item))}</VirtualList>}
      {!part.total && !above.length && <p className="note">{empty}</p>}
    </>
  )
}
