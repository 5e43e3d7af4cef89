import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Account, TabletHealth } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useThemes } from '../data.ts'
import { sessionName, useSessions } from '../session.ts'
import { Failure } from '../shell/Failure.tsx'
import { useForum } from '../shell/ForumPage.tsx'
import { useInstitution } from '../shell/institution.ts'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { useMail } from '../settings/settings.ts'
import { api, may, organises } from '../staff.ts'
import { findings, type Finding, type Place } from './rules.ts'
import { Rehearsal } from './Rehearsal.tsx'
import './ready.css'

/** Who may mend it there; to others no way is shown that ends before a refusal. */
const mends: Record<NonNullable<Place>, (account: Account, forum: string) => boolean> = {
  programme: (account, forum) => may(account, forum, 'organiser'),
  tablets: (account, forum) => may(account, forum, 'organiser', 'moderator', 'facilitator'),
  people: (account, forum) => may(account, forum, 'organiser', 'secretary', 'facilitator', 'moderator'),
  forum: (account, forum) => may(account, forum, 'organiser'),
  settings: (account) => may(account, '*', 'organiser'),
  staff: organises,
}

/** One page that says in words what is missing before the day, and leads to where it is mended. */
export default function Ready() {
  const { t } = useSpeech()
  const forum = useForum()
  const account = useAccount()
  const ready = useQuery({ queryKey: [forum, 'readiness'], queryFn: () => api.get(`${at.sessions(forum)}/readiness`), refetchInterval: 30_000 })
  const mail = useMail(may(account, '*', 'organiser')).data
  const address = useInstitution()?.address
  const found = ready.data ? findings({ ready: ready.data, mail, address }) : []
  const must = found.filter(({ must }) => must).length
  return (
    <>
      <PageTitle beside={<button className="button quiet" onClick={() => void ready.refetch()}>{t('ready.again')}</button>}>{t('ready.title')}</PageTitle>
      <Failure error={ready.error} />
      {ready.isPending && <p className="note" role="status">{t('loading')}</p>}
      {ready.data && (
        <p className={`verdict ${must ? 'bad' : found.length ? 'warn' : 'good'}`} role="status">
          {must ? t('ready.must', { count: must }) : found.length ? t('ready.should', { count: found.length }) : t('ready.yes')}
        </p>
      )}
      <ul className="findings">
        {found.map((finding) => <FindingRow key={finding.rule} forum={forum} finding={finding} tablets={ready.data?.tablets ?? []} mends={finding.to && mends[finding.to](account, forum)} />)}
      </ul>
      <Rehearsal forum={forum} />
    </>
  )
}

function FindingRow({ forum, finding: { rule, must, count, things, to }, tablets, mends }: { forum: string; finding: Finding; tablets: readonly TabletHealth[]; mends?: boolean }) {
  const { t, language } = useSpeech()
  const sessions = useSessions(forum).data
  const themes = useThemes(forum).data
  const place = (id: string) => sessionName(sessions?.find((one) => one.id === id), t, language)
  const standing = new Map(tablets.map(({ id, session_id, name }) => [id, [place(session_id), name].filter(Boolean).join(' · ')]))
  const all = things.flatMap((id) => standing.get(id) || place(id) || read(themes?.find((one) => one.id === id)?.title, language) || [])
  const names = [...new Set(all)] // a yurt has many sessions
  const address = to === 'settings' || to === 'staff' ? `/${to}` : `/forums/$forum/${to}`
  return (
    <li className={must ? 'card must' : 'card'}>
      <p className="grow">
        <strong>{t(`ready.rule.${rule}`, { count })}</strong>
        {names.length > 0 && <span className="soft"> {names.slice(0, 12).join(', ')}{names.length > 12 ? '…' : ''}</span>}
        <br />
        <span className="soft">{t(`ready.why.${rule}`)}</span>
      </p>
      {mends && <Link className="button" to={address as '/forums/$forum/programme'} params={{ forum }}>{t('ready.go')} <span className="visually-hidden">{t(`ready.rule.${rule}`, { count })}</span></Link>}
    </li>
  )
}
