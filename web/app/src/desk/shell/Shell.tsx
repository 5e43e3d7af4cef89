import { Link, Outlet } from '@tanstack/react-router'
import { createContext, useCallback, useContext, useEffect, useState } from 'react'
import type { Account } from '../../core/contract/sessions.d.ts'
import { LanguageChoice } from '../../ui/LanguageChoice.tsx'
import { useSpeech } from '../../ui/language.tsx'
import { Logo } from '../../ui/Logo.tsx'
import { onSignedOut, renew, signOut } from '../staff.ts'
import { Failure } from './Failure.tsx'
import { SignIn } from './SignIn.tsx'

const AccountContext = createContext<Account | undefined>(undefined)

/** The person at this desk. */
export function useAccount(): Account {
  const account = useContext(AccountContext)
  if (!account) throw new Error('useAccount needs <Shell> above it')
  return account
}

export function Shell() {
  const { t } = useSpeech()
  const [account, setAccount] = useState<Account | null>() // undefined: not known yet
  const [error, setError] = useState<unknown>()
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
          <Logo size={28} /> <span>{t('brand')}</span>
        </Link>
        <LanguageChoice />
        {account && (
          <div className="who">
            <span>{account.name || account.login}</span>
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
      {account === null && <SignIn onSignedIn={setAccount} />}
      {account && (
        <AccountContext value={account}>
          <Outlet />
        </AccountContext>
      )}
    </>
  )
}
