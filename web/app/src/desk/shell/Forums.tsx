import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { PlainAddress } from '../../ui/PlainAddress.tsx'
import { all } from '../data.ts'
import { may } from '../staff.ts'
import { day } from '../when.ts'
import { useAddress } from './address.ts'
import { InstallationNav } from './Installation.tsx'
import { Listing } from './Listing.tsx'
import { PageTitle } from './PageTitle.tsx'
import { useAccount } from './Shell.tsx'

export function Forums() {
  const { t, language } = useSpeech()
  const account = useAccount()
  const organiser = may(account, '*', 'organiser')
  const [{ archived }] = useAddress()
  const away = archived === 'yes'
  const forums = useQuery({ queryKey: ['forums', away], queryFn: () => all('/api/sessions/forums', { archived: away ? 'yes' : 'no' }) })
  return (
    <>
    <InstallationNav />
    <main className="narrow">
      <PageTitle>{t(away ? 'forums.archive' : 'forums.title')}</PageTitle>
      <PlainAddress where="desk" />
      <Listing query={forums} empty={t(away ? 'forums.archiveEmpty' : organiser ? 'forums.beginFirst' : 'forums.empty')}>
        {(items) => (
          <ul className="stack">
            {items.map((forum) => (
              <li key={forum.id}>
                <Link className="card row-link" to="/forums/$forum" params={{ forum: forum.id }}>
                  <strong>{read(forum.title, language)}</strong>
                  <span className="soft">{day(forum.starts_on, t)} · {forum.rehearsal_of ? t('rehearsal.title') : t(`forums.state.${forum.state}`)}</span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Listing>
      <div className="actions">
        {organiser && !away && <Link className="button primary" to="/new">{t('forum.new')}</Link>}
        <Link className="button quiet" to="/" search={(away ? {} : { archived: 'yes' }) as never}>{t(away ? 'forums.back' : 'forums.archive')}</Link>
      </div>
    </main>
    </>
  )
}
