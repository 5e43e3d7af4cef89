import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useLiveLists } from '../data.ts'
import { sessionName } from '../session.ts'
import { Failure } from '../shell/Failure.tsx'
import { useForum } from '../shell/ForumPage.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { api, inSession, may } from '../staff.ts'
import { useForumTime } from '../when.ts'
import { Methods } from './Methods.tsx'
import { PlanEditor } from './PlanEditor.tsx'
import { viewsQuery } from './types.ts'
import './method.css'

/** The rounds of one session: by which method, in which order, what the tablet shows in each. */
export default function MethodPage() {
  const { t, language } = useSpeech()
  const { time } = useForumTime()
  const forum = useForum()
  const account = useAccount()
  const id = useParams({ strict: false }).session as string
  const path = at.session(forum, id)
  const live = useLiveLists(forum, 'sessions', 'sessions', 'rounds')
  const session = useQuery({ queryKey: [forum, 'sessions', 'one', id], queryFn: () => api.get(path) })
  const rounds = useQuery({ queryKey: [forum, 'rounds', 'one', id], queryFn: () => all(`${path}/rounds`) })
  const views = useQuery(viewsQuery)
  const methods = useQuery({ queryKey: ['methods'], queryFn: () => api.get('/api/sessions/methods'), staleTime: Infinity })

  // Who sees the buttons; the server decides (services/sessions, round.Routes).
  const leads = session.data?.people.some(({ account_id, role }) => account_id === account.id && (role === 'moderator' || role === 'facilitator'))
  const planner = may(account, forum, 'organiser') || Boolean(leads && may(account, forum, 'moderator', 'facilitator')) || inSession(account, forum, id, 'moderator', 'facilitator')
  const used = methods.data?.items.find(({ key }) => key === session.data?.method)
  const name = sessionName(session.data, t, language)
  const total = Math.round((rounds.data ?? []).reduce((sum, { seconds }) => sum + seconds, 0) / 60)
  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('method.title', { name })}</PageTitle>
      {session.data && (
        <p className="soft">
          {time(session.data.starts_at)}–{time(session.data.ends_at)}
          {used && ` · ${read(used.title, language)}`}
          {total > 0 && ` · ${t('method.minutes', { count: total })}`}
        </p>
      )}
      <Failure error={session.error ?? rounds.error ?? methods.error ?? views.error} />
      {rounds.data && methods.data && views.data && (
        <>
          {rounds.data.length > 0 && <PlanEditor forum={forum} session={id} rounds={rounds.data} planner={planner} />}
          {!rounds.data.length && <p>{t(planner ? 'method.empty' : 'method.emptyToRead')}</p>}
          {planner && <Methods forum={forum} session={id} methods={methods.data.items} rounds={rounds.data} />}
        </>
      )}
    </>
  )
}
