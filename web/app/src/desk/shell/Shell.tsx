import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { createContext, useCallback, useContext, useEffect, useState } from 'react'
import type { Account } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { LanguageChoice } from '../../ui/LanguageChoice.tsx'
import { useSpeech } from '../../ui/language.tsx'
import { Logo } from '../../ui/Logo.tsx'
import { onSignedOut, renew, signOut } from '../staff.ts'
import { Failure } from './Failure.tsx'
import { useHouseStyle, useInstitution } from './institution.ts'
import { SignIn } from './SignIn.tsx'

/** Pages that are shown to people who have not signed in, too: they make or prove an account. */
const open = ['/setup', '/invited']

const ShellContext = createContext<{ account: Account | null; setAccount: (account: Account) => void } | undefined>(undefined)

/** Who is at this desk, if anybody is; for the pages that make somebody be. */
export function useShell() {
  const shell = useContext(ShellContext)
  if (!shell) throw new Error('useShell needs <Shell> above it')
  return shell
}

/** The person at this desk. */
export function useAccount(): Account {
  const account = useContext(ShellContext)?.account
  if (!account) throw new Error('useAccount needs <Shell> above it')
  return account
}

export function Shell() {
  const { t, language } = useSpeech()
  const institution = useInstitution()
  useHouseStyle(institution?.accent)
  const [account, setAccount] = useState<Account | null>() // undefined: not known yet
  const [error, setError] = useState<unknown>()
  const isOpen = open.includes(useLocation({ select: ({ pathname }) => pathname }))
  const recognise = useCallback(() => {
    setError(undefined)
    renew().then((known) => setAccount(known ?? null), setError)
  }, [])
  useEffect(recognise, [recognise])
  useEffect(() => onSignedOut(() => setAccount(null)), [])

  return (
    <>
      <header className="top">
        <Link to="/" className="brand">
          {institution?.logo_url ? <img src={institution.logo_url} alt="" height={28} /> : <Logo size={28} />} <span>{read(institution?.title, language) || t('brand')}</span>
        </Link>
        <LanguageChoice offered={institution?.languages} />
        {account && (
          <div className="who">
            <Link to="/me">{account.name || account.login}</Link>
            <button className="button quiet" onClick={() => void signOut().then(() => setAccount(null))}>
              {t('signOut')}
            </button>
          </div>
        )}
      </header>
      {account === undefined && (
        <main className="narrow">
          <h1 className="visually-hidden">{t('brand')}</h1>
          <Failure error={error} />
          {error ? <button className="button" onClick={recognise}>{t('again')}</button> : <p className="note" role="status">{t('loading')}</p>}
        </main>
      )}
      {account === null && !isOpen && <SignIn onSignedIn={setAccount} />}
      {(account || (account === null && isOpen)) && (
        <ShellContext value={{ account, setAccount }}>
          <Outlet />
        </ShellContext>
      )}
    </>
  )
}
