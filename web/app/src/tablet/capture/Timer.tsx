import { useEffect, useState } from 'react'
import { minutes } from '../../core/clock.ts'
import { useSpeech } from '../../ui/language.tsx'
import type { LocalTimer, Round } from '../store/types.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'

/** When the round ends: the server's word if the round runs there, else this tablet's own timer. */
function endOf(round: Round | undefined, local: LocalTimer | undefined): number | undefined {
  if (round?.state === 'running' && round.ends_at) return Date.parse(round.ends_at)
  return local && local.round_id === (round?.id ?? '') ? local.ends_at : undefined
}

export function TimeLeft({ round }: { round: Round | undefined }) {
  const { store, clock } = useTools()
  const { t } = useSpeech()
  const local = useLive(() => store.fact('timer'), [store])
  const ends = endOf(round, local)
  const [left, setLeft] = useState(0)
  useEffect(() => {
    if (ends === undefined) return
    const tick = () => setLeft(ends - clock.now())
    tick()
    const timer = setInterval(tick, 250)
    return () => clearInterval(timer)
  }, [ends, clock])

  // Only the shown text changes once a second; React leaves the page alone in between.
  if (ends === undefined) {
    return (
      <>
        <b>{minutes((round?.seconds ?? 0) * 1000)}</b> <span>{t(round?.seconds ? 'status.timePlanned' : 'status.noTimer')}</span>
      </>
    )
  }
  return (
    <>
      <b role="timer" data-over={left <= 0 || undefined}>
        {minutes(left)}
      </b>{' '}
      <span>{t(left > 0 ? 'status.timeLeft' : 'status.timeOver')}</span>
    </>
  )
}

/** Starts and moves the tablet's own timer. Silent at the end: the figure changes its colour and its word. */
export function TimerControls({ round }: { round: Round | undefined }) {
  const { store, clock } = useTools()
  const { t } = useSpeech()
  const local = useLive(() => store.fact('timer'), [store])
  if (round?.state === 'running') return <p className="timer">{t('timer.shared')}</p>

  const running = endOf(round, local)
  const until = (ends_at: number) => () => void store.keep('timer', { round_id: round?.id ?? '', ends_at })
  const planned = Math.round((round?.seconds || 600) / 60)
  return (
    <div className="timer" role="group" aria-label={t('timer.open')}>
      {running === undefined ? (
        <button className="button" onClick={() => until(clock.now() + planned * 60_000)()}>
          {t('timer.start', { count: planned })}
        </button>
      ) : (
        <>
          {[1, 5].map((count) => (
            <button key={count} className="button" onClick={() => until(Math.max(running, clock.now()) + count * 60_000)()}>
              {t('timer.add', { count })}
            </button>
          ))}
          <button className="button quiet" onClick={() => void store.forget('timer')}>
            {t('timer.stop')}
          </button>
        </>
      )}
    </div>
  )
}
