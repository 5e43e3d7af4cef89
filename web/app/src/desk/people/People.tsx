import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import { finds, fold } from '../../core/text.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useLiveLists, useWrite } from '../data.ts'
import { Failure } from '../shell/Failure.tsx'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Search } from '../shell/Search.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { api, may } from '../staff.ts'
import type { Participant } from '../types.ts'
import { Import } from './Import.tsx'
import { Registration } from './Registration.tsx'
import { Seats } from './Seats.tsx'

/** The registration table: who comes, who is here. */
export function People() {
  const { t } = useSpeech()
  const forum = useForum()
  const importer = may(useAccount(), forum, 'organiser', 'secretary')
  const live = useLiveLists(forum, 'sessions', 'participants')
  const [typed, setTyped] = useState('')
  const words = useDeferredValue(typed)
  const people = useQuery({ queryKey: [forum, 'participants'], queryFn: () => all<Participant>(`${at.sessions(forum)}/participants`) })
  const checkIn = useWrite(forum, (who: string) => api.post(`${at.sessions(forum)}/participants/${who}/check-in`))
  const found = { ...people, data: people.data?.filter(({ name }) => finds(fold(name), words)) } as typeof people

  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('people.title')}</PageTitle>
      <Registration forum={forum} />
      {importer && <Import forum={forum} />}
      <div className="filters">
        <Link className="button" to="/forums/$forum/people/badges" params={{ forum }}>
          {t('badges.open')}
        </Link>
        <Search label={t('people.search')} value={typed} onChange={setTyped} />
        {people.data && (
          <p className="soft" role="status">{t('people.count', { count: people.data.length, here: people.data.filter((one) => one.checked_in_at).length })}</p>
        )}
      </div>
      <Failure error={checkIn.error} />
      <Listing query={found} empty={t(words ? 'people.nobodyFound' : 'people.empty')}>
        {(items) => (
          <ul className="rows people">
            {items.map((person) => (
              <li key={person.id}>
                <span className="grow">
                  {person.name || <span className="soft">{t('people.erased')}</span>} {person.needs && <span className="pill warn">{person.needs}</span>}
                </span>
                <span className="soft">{t(`text.${person.language}`)}</span>
                {!person.erased_at && <Seats forum={forum} person={person} />}
                {person.checked_in_at ? (
                  <span className="pill good">{t('people.here')}</span>
                ) : (
                  !person.erased_at && (
                    <button className="button" disabled={checkIn.isPending} onClick={() => checkIn.mutate(person.id)}>
                      {t('people.checkIn')} <span className="visually-hidden">{person.name}</span>
                    </button>
                  )
                )}
              </li>
            ))}
          </ul>
        )}
      </Listing>
    </>
  )
}
