import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useSpeech } from '../../ui/language.tsx'
import { DoneBar } from './Done.tsx'
import { useKeptFocus } from './keepFocus.ts'
import { type HousePage, housePagesFor } from './pages.ts'
import { useAccount } from './Shell.tsx'
import './pages.css'

const addressOf = (name: HousePage) => (name === 'forums' ? '/' : `/${name}` as const)

export function InstallationNav() {
  const { t } = useSpeech()
  const path = useLocation({ select: ({ pathname }) => pathname })
  const account = useAccount()
  return (
    <nav className="pages installation" aria-label={t('pages.installation')}>
      <ul>
        {housePagesFor(account).map((name) => (
          <li key={name}>
            <Link to={addressOf(name)} aria-current={path === addressOf(name) ? 'page' : undefined}>{t(`pages.${name}`)}</Link>
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
