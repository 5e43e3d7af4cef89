import { Link, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Round } from '../../core/contract/sessions.d.ts'
import { minutes } from '../../core/clock.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Tags } from '../../ui/Tags.tsx'
import { sessionName } from '../session.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { clock, useWatched } from './follow.ts'
import { useFollowEnd } from './useFollowEnd.ts'
import './watch.css'

/** A session as it happens, to read on a phone: nothing can be pressed by mistake and nothing runs away from the reader. */
export function Watch() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const session = useParams({ strict: false }).session as string
  const { lines, standing, groups, report, live } = useWatched(forum, session)
  const { missed, toEnd } = useFollowEnd(lines.length)
  const round = standing?.rounds.find(({ state }) => state === 'running')
  const recommended = report?.recommendations.length
  const name = sessionName(standing?.session, t, language)

  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{name || t('watch.title')}</PageTitle>
      <p className="soft">{[read(standing?.theme?.title, language), round && t('programme.round', { number: round.number }), read(round?.question, language)].filter(Boolean).join(' · ')}</p>
      <dl className="watched">
        <div>
          <dt>{t('watch.lines', { count: lines.length })}</dt>
          <dd>{lines.length}</dd>
        </div>
        <div>
          <dt>{t('watch.left')}</dt>
          <dd>{round ? <TimeLeft round={round} /> : t('watch.noTime')}</dd>
        </div>
        <div>
          <dt>{t('watch.groups', { count: groups ?? 0 })}</dt>
          <dd>{groups ?? '–'}</dd>
        </div>
        <div>
          <dt>{report && recommended ? t(`watch.reportState.${report.state}`, { count: recommended }) : t('watch.report')}</dt>
          <dd>{report ? recommended || t('watch.noReport') : '–'}</dd>
        </div>
      </dl>
      {lines.length ? (
        <div role="log" aria-label={t('watch.log')}>
          <ol className="watched-lines">
            {lines.map((line) => (
              <li key={line.id}>
                <span className="number">{line.number}</span>
                <span className="words" lang={line.language === 'mixed' ? undefined : line.language}>
                  {line.text}
                </span>
                <Tags tags={line.tags} />
              </li>
            ))}
          </ol>
        </div>
      ) : (
        <p className="note">{t('watch.empty')}</p>
      )}
      <p>
        <Link to="/forums/$forum/sessions" params={{ forum }}>
          ← {t('watch.back')}
        </Link>
      </p>
      {missed > 0 && (
        <button className="button primary to-end" onClick={toEnd}>
          {t('watch.missed', { count: missed })} ↓
        </button>
      )}
    </>
  )
}

function TimeLeft({ round }: { round: Round }) {
  const { t } = useSpeech()
  const left = () => Date.parse(round.ends_at ?? '') - clock.now()
  const [ms, setMs] = useState(left)
  useEffect(() => {
    const timer = setInterval(() => setMs(left()), 500)
    return () => clearInterval(timer)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the end of the round is all that it depends on
  }, [round.ends_at])
  return <span role="timer">{ms > 0 ? minutes(ms) : t('watch.over')}</span>
}
