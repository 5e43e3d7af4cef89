import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { badgeCode } from '../../core/badge.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useForumFacts } from '../data.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import type { Participant } from '../types.ts'
import './badges.css'

const Qr = lazy(() => import('../../ui/Qr.tsx'))

/** A badge for everybody, to print and to cut: the name for people, a code without a name for the tablet in the yurt. */
export function Badges() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const title = read(useForumFacts(forum).data?.title, language)
  const people = useQuery({ queryKey: [forum, 'participants'], queryFn: () => all<Participant>(`${at.sessions(forum)}/participants`) })
  const known = { ...people, data: people.data?.filter(({ erased_at }) => !erased_at) } as typeof people
  return (
    <>
      <PageTitle>{t('badges.title')}</PageTitle>
      <p className="on-screen">{t('badges.hint')}</p>
      <div className="actions on-screen">
        <button className="button primary" disabled={!known.data?.length} onClick={() => print()}>
          {t('badges.print')}
        </button>
        <Link className="button quiet" to="/forums/$forum/people" params={{ forum }}>
          {t('badges.back')}
        </Link>
      </div>
      <Listing query={known} empty={t('people.empty')}>
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
