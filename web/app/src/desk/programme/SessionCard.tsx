import { useState } from 'react'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { api, may } from '../staff.ts'
import type { Round, Session } from '../types.ts'
import { useForumTime } from '../when.ts'
import { type Code, PairingCode } from './PairingCode.tsx'
import { longer, RoundRow } from './RoundRow.tsx'
import { useRounds } from './rounds.ts'
import { SessionChange } from './SessionChange.tsx'
import { SessionLinks } from './SessionLinks.tsx'
import { Tablets, useTablets } from './Tablets.tsx'

export function SessionCard({ forum, session, theme, ideas }: { forum: string; session: Session; theme: string; ideas: number }) {
  const { t, language } = useSpeech()
  const { time } = useForumTime()
  const leader = may(useAccount(), forum, 'organiser', 'moderator', 'facilitator')
  const organiser = may(useAccount(), forum, 'organiser')
  const [changing, setChanging] = useState(false)
  const path = `${at.sessions(forum)}/sessions/${session.id}`
  const rounds = useRounds(forum, session.id)
  const [code, setCode] = useState<Code>()
  const tablets = useTablets(forum, session.id, leader)
  const pair = useWrite(forum, () => api.post<Code>(`${path}/pairings`), () => ({}))
  const timing = useWrite(forum, ([round, verb, body]: readonly [Round, string, unknown?]) => api.post(`${path}/rounds/${round.id}/${verb}`, body), () => ({ rounds: { ids: [session.id] } }))
  const done = useDone()
  const running = rounds.data?.find(({ state }) => state === 'running')
  const title = read(session.title, language)
  return (
    <article className="card">
      <div className="card-head">
        {session.yurt > 0 && <span className="number">{t('programme.yurt', { yurt: session.yurt })}</span>}
        <span className="pill">{t(`session.kind.${session.kind}`)}</span>
        {session.state === 'cancelled' && <span className="pill bad">{t('session.cancelled')}</span>}
        <span className="soft">{time(session.starts_at)}–{time(session.ends_at)}</span>
        <span className="soft end">{t('programme.ideas', { count: ideas })}</span>
      </div>
      <h2 className="words">{title || theme}</h2>
      {theme && title && title !== theme && <p className="soft">{theme}</p>}
      {rounds.data && rounds.data.length > 0 && (
        <ul className="rounds">
          {near(rounds.data).map((round) => (
            <RoundRow key={round.id} round={round} leader={leader} running={Boolean(running)} busy={timing.isPending}
              // Starting a round ends the one that is seen running here; had somebody been quicker, the server refuses.
              onTime={(verb, body) => timing.mutate([round, verb, verb === 'start' && running ? { instead_of: running.id } : body], {
                onSuccess: () => done(t(`round.done.${verb}`, { number: round.number }), verb === 'extend' ? () => timing.mutateAsync([round, verb, { seconds: -longer }]) : verb === 'start' && !running ? () => timing.mutateAsync([round, 'end']) : undefined),
              })} />
          ))}
        </ul>
      )}
      <Failure error={rounds.error ?? pair.error ?? timing.error} />
      {code && <PairingCode code={code} />}
      <Tablets forum={forum} tablets={tablets.data ?? []} />
      <div className="actions">
        {leader && session.state !== 'cancelled' && (
          <button className="button" disabled={pair.isPending} onClick={() => pair.mutate(undefined, { onSuccess: setCode })}>{t(code ? 'programme.pairAgain' : 'programme.pair')}</button>
        )}
        {code && <button className="button quiet" onClick={() => setCode(undefined)}>{t('close')}</button>}
        {organiser && !changing && <button className="button quiet" onClick={() => setChanging(true)}>{t('programme.change')}</button>}
      </div>
      {changing && <SessionChange forum={forum} session={session} close={() => setChanging(false)} />}
      <SessionLinks forum={forum} session={session.id} />
    </article>
  )
}

/** Of a long plan, what was last begun and what comes next; the whole of it has a page of its own. */
function near(rounds: Round[]): Round[] {
  if (rounds.length <= 3) return rounds
  const now = Math.max(0, rounds.findLastIndex(({ state }) => state !== 'planned'))
  return rounds.slice(now, now + 2)
}
