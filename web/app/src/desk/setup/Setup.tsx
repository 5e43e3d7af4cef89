import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { useSpeech } from '../../ui/language.tsx'
import { PlainAddress } from '../../ui/PlainAddress.tsx'
import { DoneBar } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useShell } from '../shell/Shell.tsx'
import { api, may } from '../staff.ts'
import { FirstOrganiser } from './FirstOrganiser.tsx'
import { Rest } from './Rest.tsx'
import './setup.css'

/** The address that a new server prints leads here: its first organiser begins. */
export default function Setup() {
  const { t } = useSpeech()
  const { account, setAccount } = useShell()
  const navigate = useNavigate()
  const code = useLocation({ select: ({ hash }) => hash })
  const state = useQuery({ queryKey: ['set-up'], queryFn: () => api.get('/api/sessions/set-up'), enabled: !account })
  if (account)
    return (
      <main className="settings wide">
        <DoneBar>
          <PageTitle>{t('setup.title')}</PageTitle>
          {may(account, '*', 'organiser') ? <Rest /> : <p className="note" role="alert">{t('setup.done')}</p>}
        </DoneBar>
      </main>
    )
  const refused = state.data && (!state.data.open ? 'done' : !code && 'noCode')
  return (
    <main className="narrow">
      <PageTitle>{t('setup.title')}</PageTitle>
      <PlainAddress where="desk" />
      {state.isPending && <p className="note" role="status">{t('loading')}</p>}
      <Failure error={state.error} />
      {state.isError && <button className="button" onClick={() => void state.refetch()}>{t('again')}</button>}
      {refused && (
        <>
          <p className="note" role="alert">{t(refused === 'done' ? 'setup.done' : 'setup.noCode')}</p>
          {refused === 'done' && <Link className="button primary" to="/">{t('signIn.title')}</Link>}
        </>
      )}
      {state.data && !refused && (
        <FirstOrganiser
          code={code}
          onMade={(made) => {
            setAccount(made)
            void navigate({ to: '/setup', replace: true }) // the code is worth nothing from here on
          }}
        />
      )}
    </main>
  )
}
