import { useQuery } from '@tanstack/react-query'
import type { Entry, Organisation } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { nameOf } from '../data.ts'
import { useBodyName } from '../shell/bodies.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Listing } from '../shell/Listing.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { api } from '../staff.ts'
import { useForumTime, useMoment } from '../when.ts'
import { factsOf } from './facts.ts'
import { mayChange, path, useRegisterWrite } from './organisations.ts'

/** What happened to an organisation, the newest first, with what was merged into it and the way back. */
export function History({ organisation, onClose }: { organisation: Organisation; onClose: () => void }) {
  const { t, language } = useSpeech()
  const one = `${path}/${organisation.id}` as const
  const account = useAccount()
  const today = useForumTime().today()
  const done = useDone()
  const history = useQuery({ queryKey: ['organisations', 'history', organisation.id], queryFn: async () => (await api.get(`${one}/history`, { limit: 500 })).items.toReversed() })
  const merged = useQuery({ queryKey: ['organisations', 'references', organisation.id], queryFn: () => api.get(`${one}/references`) })
  const unmerge = useRegisterWrite((id: string) => api.post(`${path}/${id}/unmerge`))
  return (
    <div className="stack whole">
      {merged.data && merged.data.merged.length > 0 && (
        <>
          <h2>{t('organisations.mergedHere')}</h2>
          <ul className="rows">
            {merged.data.merged.map((other) => (
              <li key={other.id} className="row">
                <span className="grow">{nameOf(other, today, language)}</span>
                {mayChange(account, other) && (
                  <button className="button" disabled={unmerge.isPending} onClick={() => unmerge.mutate(other.id, { onSuccess: () => done(t('organisations.unmerged', { name: nameOf(other, today, language) })) })}>
                    {t('organisations.unmerge')} <span className="visually-hidden">{nameOf(other, today, language)}</span>
                  </button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <Failure error={unmerge.error ?? merged.error} />
      <h2>{t('organisations.history')}</h2>
      <Listing query={history} empty={t('organisations.noHistory')}>
        {(entries) => <ul className="rows">{entries.map((entry) => <Line key={entry.number} entry={entry} />)}</ul>}
      </Listing>
      <div className="actions">
        <button className="button quiet" onClick={onClose}>{t('close')}</button>
      </div>
    </div>
  )
}

function Line({ entry }: { entry: Entry }) {
  const { t, language } = useSpeech()
  const moment = useMoment()
  const other = useBodyName(entry.other_id ?? '')
  const before = new Map(entry.before ? factsOf(entry.before, t, language) : [])
  const changes = entry.before && entry.after ? factsOf(entry.after, t, language).filter(([name, words]) => before.get(name) !== words) : []
  return (
    <li className="stack tight">
      <p><strong>{t(`organisations.what.${entry.what}`)}</strong> {other} <span className="soft">{moment(entry.at)}</span></p>
      {changes.map(([name, words]) => <p key={name} className="soft words">{name}: <del>{before.get(name) || '–'}</del> <ins>{words || '–'}</ins></p>)}
      {entry.reason && <p className="words">{entry.reason}</p>}
    </li>
  )
}
