import { Link, Outlet, useLocation, useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useForumFacts } from '../data.ts'
import { may } from '../staff.ts'
import { Failure } from './Failure.tsx'
import { useAccount } from './Shell.tsx'

/** The pages in the order of the work, and whom the services let read them; no roles: all staff. */
const pages: readonly (readonly [name: string, ...roles: string[]])[] = [
  ['programme'],
  ['people', 'organiser', 'secretary', 'facilitator', 'moderator'],
  ['reports'],
  ['parked'],
  ['consolidate'],
  ['decide'],
  ['plan'],
  ['messages', 'organiser', 'secretary'],
]

/** The forum that the address names. */
export const useForum = (): string => useParams({ strict: false }).forum as string

export function ForumPage() {
  const { t, language } = useSpeech()
  const id = useForum()
  const account = useAccount()
  const forum = useForumFacts(id)
  const path = useLocation({ select: ({ pathname }) => pathname })
  const tabs = useRef<HTMLUListElement>(null)
  useEffect(() => {
    tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [path])
  const mine = pages.filter(([, ...roles]) => !roles.length || may(account, id, ...roles))
  return (
    <>
      <nav className="pages" aria-label={t('pages.label')}>
        <p className="forum-name">{read(forum.data?.title, language)}</p>
        <ul ref={tabs}>
          {mine.map(([page]) => (
            <li key={page}>
              <Link to={`/forums/$forum/${page}`} params={{ forum: id }} activeProps={{ 'aria-current': 'page' }}>
                {t(`pages.${page}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main className="wide">
        <Failure error={forum.error} />
        <Outlet />
      </main>
    </>
  )
}
