import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { ParticipantView } from '../../core/contract/sessions.d.ts'
import { called } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useLiveLists, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { Listed } from '../lists/Listed.tsx'
import { participants } from '../lists/nouns.ts'
import { useList } from '../lists/useList.ts'
import { useAddress, usePlace, useSought } from '../shell/address.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useForum } from '../shell/ForumPage.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Search } from '../shell/Search.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { api, may } from '../staff.ts'
import { Consents } from './Consents.tsx'
import { ConsentTextForm } from './ConsentTextForm.tsx'
import { Import } from './Import.tsx'
import { Registration } from './Registration.tsx'
import { Seats } from './Seats.tsx'

export const usePeopleCounts = (forum: string) =>
  useQuery({ queryKey: [forum, 'participants', 'counts'], queryFn: () => api.get(`${at.sessions(forum)}/participant-counts`) })

/** The registration table: who comes, who is here. */
export function People() {
  const { t } = useSpeech()
  const forum = useForum()
  const account = useAccount()
  const importer = may(account, forum, 'organiser', 'secretary')
  const [{ arrived = '' }, set] = useAddress()
  const [typed, type, q] = useSought()
  const [place, notePlace] = usePlace()
  const live = useLiveLists(forum, 'sessions', 'participants', 'sessions')
  const counts = usePeopleCounts(forum).data
  const list = useList(participants, forum, useMemo(() => ({ q, arrived }), [q, arrived]), place)

  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('people.title')}</PageTitle>
      <Registration forum={forum} />
      {importer && <Import forum={forum} kind="participants" />}
      {may(account, forum, 'organiser') && <ConsentTextForm forum={forum} />}
      <div className="filters">
        <Link className="button" to="/forums/$forum/people/badges" params={{ forum }}>
          {t('badges.open')}
        </Link>
        <Search label={t('people.search')} value={typed} onChange={type} />
        <label>
          <span className="visually-hidden">{t('people.arrival')}</span>
          <select className="field" value={arrived} onChange={(event) => set({ arrived: event.target.value })}>
            <option value="">{t('people.everybody')}</option>
            <option value="yes">{t('people.here')}</option>
            <option value="no">{t('people.awaited')}</option>
          </select>
        </label>
        {counts && <p className="soft" role="status">{t('people.count', { count: counts.total, here: counts.arrived })}</p>}
      </div>
      <Listed list={list} className="rows people" rowHeight={60} empty={t(q || arrived ? 'people.nobodyFound' : 'people.empty')} place={place} onPlace={notePlace}>
        {(person) => <Person forum={forum} person={person} />}
      </Listed>
    </>
  )
}

function Person({ forum, person }: { forum: string; person: ParticipantView }) {
  const { t } = useSpeech()
  const [open, setOpen] = useState(false)
  const path = `${at.sessions(forum)}/participants/${person.id}/check-in` as const
  const checkIn = useWrite(forum, () => api.post(path), () => changed('participants', person.id))
  const undo = useWrite(forum, () => api.delete(path), () => changed('participants', person.id))
  const done = useDone()
  return (
    <div className="row">
      <span className="grow">
        {person.name || <span className="soft">{t('people.erased')}</span>} {person.needs && <span className="pill warn">{person.needs}</span>}
      </span>
      <span className="soft">{person.language && called(person.language, t(`text.${person.language}`))}</span>
      {!person.erased_at && <Seats forum={forum} person={person} />}
      <button className="button quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('consents.open')} <span className="visually-hidden">{person.name}</span>
      </button>
      {person.checked_in_at ? (
        <span className="presence pill good">{t('people.here')}</span>
      ) : (
        !person.erased_at && (
          <button className="presence button" disabled={checkIn.isPending} onClick={() => checkIn.mutate(undefined, { onSuccess: () => done(t('done.checkedIn', { name: person.name }), () => undo.mutateAsync()) })}>
            {t('people.checkIn')} <span className="visually-hidden">{person.name}</span>
          </button>
        )
      )}
      <Failure error={checkIn.error} />
      {open && <Consents forum={forum} person={person} />}
    </div>
  )
}
