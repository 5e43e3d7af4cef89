import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useSpeech } from '../../ui/language.tsx'
import { may, organises } from '../staff.ts'
import { DoneBar } from './Done.tsx'
import { useKeptFocus } from './keepFocus.ts'
import { useAccount } from './Shell.tsx'
import './pages.css'

/** The pages that belong to no forum, and whom the services let read them. */
const pages = [
  { to: '/', name: 'forums', organisers: false },
  { to: '/organisations', name: 'organisations', organisers: true },
  { to: '/staff', name: 'staff', organisers: true },
  { to: '/settings', name: 'settings', organisers: true },
  { to: '/audit', name: 'audit', organisers: true },
  { to: '/me', name: 'me', organisers: false },
] as const

export function InstallationNav() {
  const { t } = useSpeech()
  const path = useLocation({ select: ({ pathname }) => pathname })
  const account = useAccount()
  const organiser = organises(account)
  const all = may(account, '*', 'organiser')
  return (
    <nav className="pages installation" aria-label={t('pages.installation')}>
      <ul>
        {pages.filter(({ organisers, name }) => (name === 'settings' ? all : organiser || !organisers)).map(({ to, name }) => (
          <li key={name}>
            <Link to={to} aria-current={path === to ? 'page' : undefined}>{t(`pages.${name}`)}</Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** What stands around a page of the installation. */
export function Installation() {
  useKeptFocus()
  return (
    <>
      <InstallationNav />
      <main className="wide">
        <DoneBar>
          <Outlet />
        </DoneBar>
      </main>
    </>
  )
}
