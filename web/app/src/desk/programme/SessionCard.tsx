import { useState } from 'react'
import type { Extension, Pairing, Round, Session } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { api, may, mayIn } from '../staff.ts'
import { useForumTime } from '../when.ts'
import { PairingCode } from './PairingCode.tsx'
import { RoundRow } from './RoundRow.tsx'
import { useRounds } from './rounds.ts'
import { SessionChange } from './SessionChange.tsx'
import { SessionLinks } from './SessionLinks.tsx'
import { Tablets, useTablets } from './Tablets.tsx'

/** So many seconds a round is given at once. */
const longer = 300

export function SessionCard({ forum, session, theme, ideas }: { forum: string; session: Session; theme: string; ideas: number }) {
  const { t, language } = useSpeech()
  const { time } = useForumTime()
  const leader = mayIn(useAccount(), forum, session.id, 'organiser', 'moderator', 'facilitator')
  const organiser = may(useAccount(), forum, 'organiser')
  const [changing, setChanging] = useState(false)
  const path = at.session(forum, session.id)
  const rounds = useRounds(forum, session.id)
  const [code, setCode] = useState<Pairing>()
  const tablets = useTablets(forum, session.id, leader)
  const pair = useWrite(forum, () => api.post(`${path}/pairings`), () => ({}))
  const timing = useWrite(forum, (write: () => Promise<unknown>) => write(), () => ({ rounds: { ids: [session.id] } }))
  const extend = ({ id }: Round, by: Extension) => api.post(`${path}/rounds/${id}/extend`, by)
  const end = ({ id }: Round) => api.post(`${path}/rounds/${id}/end`)
  const done = useDone()
  const running = rounds.data?.find(({ state }) => state === 'running')
  const title = read(session.title, language)
  const acts = {
    // Starting a round ends the one that is seen running here; had somebody been quicker, the server refuses.
    start: ({ id }: Round) => api.post(`${path}/rounds/${id}/start`, running && { instead_of: running.id }),
    // With the version a click that is repeated after a lost answer cannot extend twice.
    extend: (round: Round) => extend(round, { seconds: longer, version: round.version }),
    end,
  }
  const back = (verb: keyof typeof acts, round: Round) => {
    const undo = verb === 'extend' ? () => extend(round, { seconds: -longer }) : verb === 'start' && !running ? () => end(round) : undefined
    return undo && (() => timing.mutateAsync(undo))
  }
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
              onTime={(verb) => timing.mutate(() => acts[verb](round), { onSuccess: () => done(t(`round.done.${verb}`, { number: round.number }), back(verb, round)) })} />
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
