import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import { forumTime } from '../../core/forumTime.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useAddress } from '../shell/address.ts'
import { Choice } from '../shell/Choice.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Listing } from '../shell/Listing.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { organises } from '../staff.ts'
import { organisedBy, useForums } from '../staff/roles.ts'
import { useHouseTime, useMomentBy } from '../when.ts'
import { AuditRow } from './AuditRow.tsx'
import { type Filter, services, Trail } from './entries.ts'
import { Export } from './Export.tsx'
import { useNames } from './names.ts'
import { acts, actWords, nouns, nounWords } from './words.ts'
import './audit.css'

/** Who did what, when, from where: of all services together, the newest first. */
export default function Audit() {
  const { t } = useSpeech()
  if (!organises(useAccount())) return <><PageTitle>{t('audit.title')}</PageTitle><p className="note">{t('staff.forOrganisers')}</p></>
  return <All />
}

function All() {
  const { t, language } = useSpeech()
  const [address, set] = useAddress()
  const { service, forum, noun, act, outcome, by, from, to } = address
  const forums = organisedBy(useAccount(), useForums().data ?? [])
  const house = useHouseTime()
  const zone = forums.find(({ id }) => id === forum)?.time_zone
  const clock = useMemo(() => (zone ? forumTime(zone) : house), [zone, house]) // of the forum that is looked at, else of the institution
  const moment = useMomentBy(clock)
  const filter: Filter = { service, forum, noun, act, outcome, by, from: from && clock.instant(`${from}T00:00`), to: to && clock.instant(`${dayAfter(to)}T00:00`) }
  const trail = useRef<Trail>(undefined) // as far as it was read
  const key = JSON.stringify(filter)
  const list = useInfiniteQuery({
    queryKey: ['audit', key],
    initialPageParam: 0,
    queryFn: async ({ pageParam }) => {
      if (!pageParam || !trail.current) trail.current = new Trail(filter)
      const one = trail.current
      return { entries: await one.next(), ended: one.ended }
    },
    getNextPageParam: (last, pages) => (last.ended ? undefined : pages.length),
    refetchOnMount: false, refetchOnWindowFocus: false, staleTime: Infinity, gcTime: 0,
  })
  const entries = list.data?.pages.flatMap(({ entries }) => entries)
  const name = useNames(entries ?? [])
  const choices: [name: keyof Filter, all: string, of: readonly (readonly [string, string])[]][] = [
    ['forum', t('staff.anyForum'), forums.map(({ id, title }) => [id, read(title, language)])],
    ['service', t('audit.anyService'), services.map((one) => [one, t(`audit.service.${one}`)])],
    ['noun', t('audit.anyNoun'), nouns.map((one) => [one, nounWords(one, t)] as const).toSorted(([, a], [, b]) => a.localeCompare(b, language))],
    ['act', t('audit.anyAct'), acts.map((one) => [one, actWords(one, t)] as const).toSorted(([, a], [, b]) => a.localeCompare(b, language))],
    ['outcome', t('audit.anyOutcome'), [['done', t('audit.done')], ['refused', t('audit.refused')]]],
  ]
  return (
    <>
      <PageTitle>{t('audit.title')}</PageTitle>
      <p className="soft">{t('audit.hint')}</p>
      <div className="filters">
        {choices.map(([which, all, of]) => (
          <Choice key={which} label={all} value={address[which] ?? ''} options={[['', all], ...of]} onChange={(value) => set({ [which]: value })} />
        ))}
        <label className="day">
          <span>{t('audit.from')}</span>
          <input className="field" type="date" value={from ?? ''} max={to} onChange={(event) => set({ from: event.target.value })} />
        </label>
        <label className="day">
          <span>{t('audit.to')}</span>
          <input className="field" type="date" value={to ?? ''} min={from} onChange={(event) => set({ to: event.target.value })} />
        </label>
        {by && <button className="button" onClick={() => set({ by: undefined })}>{t('audit.everybody', { name: name(by) ?? by.slice(0, 8) })}</button>}
        <button className="button" disabled={list.isFetching} onClick={() => void list.refetch()}>{t('audit.again')}</button>
        <Export filter={filter} />
      </div>
      <Listing query={{ ...list, data: entries }} empty={t('audit.empty')}>
        {(items) => (
          <ol className="rows audit">
            {items.map((entry) => <li key={`${entry.service} ${entry.number}`}><AuditRow entry={entry} name={name} forums={forums} moment={moment} onBy={(id) => set({ by: id })} /></li>)}
          </ol>
        )}
      </Listing>
      <Failure error={list.isFetchNextPageError ? list.error : undefined} />
      {list.hasNextPage && <button className="button" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('more')}</button>}
    </>
  )
}

const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00Z`) + 86_400_000).toISOString().slice(0, 10)
