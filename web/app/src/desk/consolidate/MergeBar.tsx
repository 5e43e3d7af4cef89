import { useEffect, useRef, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'

export interface Chosen {
  id: string
  number: number
}

/** What happens to the chosen proposals, and the way back after it has happened. The first of them absorbs the others. */
export function MergeBar({ forum, chosen, onChosen }: { forum: string; chosen: readonly Chosen[]; onChosen: (chosen: readonly Chosen[]) => void }) {
  const { t } = useSpeech()
  const [merged, setMerged] = useState<readonly Chosen[]>([])
  const undo = useRef<HTMLButtonElement>(null)
  const into = useRef('') // what the last merge went into
  const merge = useWrite(forum, ([into, ...others]: readonly Chosen[]) =>
    api.post(`${at.decisions(forum)}/proposals/merge`, { into: into!.id, proposals: others.map(({ id }) => id) }),
    (merged) => changed('proposals', ...merged.map(({ id }) => id)),
  )
  const unmerge = useWrite(forum, async (them: readonly Chosen[]) => {
    for (const { id } of them) await api.post(`${at.decisions(forum)}/proposals/${id}/unmerge`)
  }, (them) => changed('proposals', into.current, ...them.map(({ id }) => id)))
  const done = chosen.length === 0 && merged.length > 0
  useEffect(() => {
    if (done) undo.current?.focus({ preventScroll: true }) // the button that was pressed is gone
  }, [done])
  const leave = () => (onChosen([]), merge.reset())
  const forget = () => (setMerged([]), unmerge.reset(), document.querySelector('h1')?.focus({ preventScroll: true }))

  if (!chosen.length && !merged.length) return null
  return (
    <div className="action-bar" role="region" aria-label={t('consolidate.merging')} onKeyDown={(event) => event.code === 'Escape' && (done ? forget() : leave())}>
      <Failure error={merge.error ?? unmerge.error} />
      {done ? (
        <>
          <p role="status">{t('consolidate.merged', { count: merged.length })}</p>
          <button ref={undo} className="button" disabled={unmerge.isPending} onClick={() => unmerge.mutate(merged, { onSuccess: forget })}>{t('consolidate.undo')}</button>
          <button className="button quiet" onClick={forget}>{t('close')}</button>
        </>
      ) : (
        <>
          {chosen.length === 1 ? (
            <p>{t('consolidate.chooseMore', { number: chosen[0]!.number })}</p>
          ) : (
            <label>
              {t('consolidate.into')}
              <select className="field" value={chosen[0]!.id} onChange={(event) => onChosen(chosen.toSorted((a, b) => Number(b.id === event.target.value) - Number(a.id === event.target.value)))}>
                {chosen.map(({ id, number }) => <option key={id} value={id}>№ {number}</option>)}
              </select>
            </label>
          )}
          <button className="button primary" disabled={chosen.length < 2 || merge.isPending}
            onClick={() => merge.mutate(chosen, { onSuccess: () => (setMerged(chosen.slice(1)), (into.current = chosen[0]!.id), leave()) })}>
            {t('consolidate.merge', { count: chosen.length })}
          </button>
          <button className="button quiet" onClick={leave}>{t('cancel')}</button>
        </>
      )}
    </div>
  )
}
