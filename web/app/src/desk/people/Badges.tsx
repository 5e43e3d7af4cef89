import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { badgeCode } from '../../core/badge.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useForumFacts } from '../data.ts'
import { sessionName, useSessions } from '../session.ts'
import { useAddress } from '../shell/address.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { api } from '../staff.ts'
import './badges.css'

const Qr = lazy(() => import('../../ui/Qr.tsx'))

/** How many are printed at a time: ten sheets of ten. */
const most = 100

/** A badge for everybody, to print and to cut: the name for people, a code without a name for the tablet in the yurt. */
export function Badges() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const title = read(useForumFacts(forum).data?.title, language)
  const [{ session = '', from: at_ = '' }, set] = useAddress()
  const from = Math.max(0, Math.trunc(Number(at_) || 0))
  const sessions = useSessions(forum)
  const people = useQuery({
    queryKey: [forum, 'participants', 'badges', session, from],
    queryFn: () =>
      api.get(`${at.sessions(forum)}/participants`, { erased: 'no', session_id: session, offset: from, limit: most, total: 'true' }),
    placeholderData: keepPreviousData,
  })
  const { items = [], total = 0 } = people.data ?? {}
  const turn = (to: number) => set({ from: to > 0 ? String(to) : undefined })
  return (
    <>
      <PageTitle>{t('badges.title')}</PageTitle>
      <p className="on-screen">{t('badges.hint')}</p>
      <div className="filters on-screen">
        <label>
          <span className="visually-hidden">{t('badges.session')}</span>
          <select className="field" value={session} onChange={(event) => set({ session: event.target.value, from: undefined })}>
            <option value="">{t('people.everybody')}</option>
            {sessions.data?.map((one) => <option key={one.id} value={one.id}>{sessionName(one, t, language)}</option>)}
          </select>
        </label>
        {total > most && (
          <>
            <button className="button" disabled={from <= 0} onClick={() => turn(from - most)}>← {t('badges.earlier')}</button>
            <p role="status">{t('badges.part', { from: from + 1, to: from + items.length, count: total })}</p>
            <button className="button" disabled={from + most >= total} onClick={() => turn(from + most)}>{t('badges.later')} →</button>
          </>
        )}
      </div>
      <div className="actions on-screen">
        <button className="button primary" disabled={!items.length} onClick={() => print()}>
          {t('badges.print')}
        </button>
        <Link className="button quiet" to="/forums/$forum/people" params={{ forum }}>
          {t('badges.back')}
        </Link>
      </div>
      <Listing query={{ isPending: people.isPending, isError: people.isError, error: people.error, data: people.data?.items, refetch: people.refetch }} empty={t('people.empty')}>
        {(items) => (
          <ul className="badges">
            {items.map((person) => (
              <li key={person.id}>
                <p className="forum">{title}</p>
                <h2 lang={person.language}>{person.name}</h2>
                <Suspense fallback={<svg />}>
                  <Qr text={badgeCode(person.id)} label={t('badges.qr', { name: person.name })} level="medium" />
                </Suspense>
              </li>
            ))}
          </ul>
        )}
      </Listing>
    </>
  )
}
