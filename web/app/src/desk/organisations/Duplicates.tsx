import { useQuery } from '@tanstack/react-query'
import type { Organisation } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { nameOf } from '../data.ts'
import { Failure } from '../shell/Failure.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { api } from '../staff.ts'
import { useForumTime } from '../when.ts'
import { useMerge } from './MergeForm.tsx'
import { mayChange, path } from './organisations.ts'

/** Organisations whose names say the same: a person chooses which of them stays. */
export function Duplicates() {
  const { t, language } = useSpeech()
  const found = useQuery({ queryKey: ['organisations', 'duplicates'], queryFn: () => api.get(`${path}/duplicates`), staleTime: 60_000 })
  const items = found.data?.items ?? []
  const account = useAccount()
  const today = useForumTime().today()
  const merge = useMerge()
  const name = (one: Organisation) => nameOf(one, today, language)
  /** All the others that one may change become duplicates of the one that stays. */
  const keep = (stays: Organisation, all: readonly Organisation[]) =>
    merge.mutate({ duplicates: all.filter((one) => one !== stays && mayChange(account, one)).map((one) => ({ id: one.id, version: one.version, name: name(one) })), into_id: stays.id })
  if (!items.length) return <Failure error={found.error} />
  return (
    <details className="card">
      <summary>{t('organisations.duplicates', { count: items.length })}</summary>
      <p className="soft">{t('organisations.duplicatesWhy')}</p>
      <Failure error={merge.error} />
      <ul className="rows all-alike">
        {items.map(({ organisations }) => (
          <li key={organisations.map(({ id }) => id).join()}>
            <ul className="stack grow alike">
              {organisations.map((one) => (
                <li key={one.id} className="row">
                  <span className="grow">{name(one)} <span className="soft">{[t(`organisations.kind.${one.kind}`), one.key].filter(Boolean).join(' · ')}</span></span>
                  <button className="button" disabled={merge.isPending || !organisations.some((other) => other.id !== one.id && mayChange(account, other))} onClick={() => keep(one, organisations)}>
                    {t('organisations.keepThis')} <span className="visually-hidden">{name(one)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  )
}
