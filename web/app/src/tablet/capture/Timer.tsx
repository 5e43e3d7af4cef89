import { useEffect, useState } from 'react'
import { minutes } from '../../core/clock.ts'
import { useSpeech } from '../../ui/language.tsx'
import { endOf, keepTimeOf, type TimerDeed } from '../place/rounds.ts'
import type { Round } from '../place/types.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'

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

/** Starts and moves the time of the round. Silent at the end: the figure changes its colour and its word. */
export function TimerControls({ round }: { round: Round | undefined }) {
  const tools = useTools()
  const { t } = useSpeech()
  const [busy, setBusy] = useState(false)
  const local = useLive(() => tools.store.fact('timer'), [tools.store])
  const running = endOf(round, local) !== undefined
  const planned = Math.round((round?.seconds || 600) / 60)
  const press = (deed: TimerDeed) => () => {
    setBusy(true)
    void keepTimeOf(tools, round, deed).finally(() => setBusy(false))
  }
  return (
    <div className="timer" role="group" aria-label={t('timer.open')}>
      {running ? (
        <>
          {[1, 5].map((count) => (
            <button key={count} className="button" aria-disabled={busy} onClick={busy ? undefined : press({ kind: 'extend', seconds: count * 60 })}>
              {t('timer.add', { count })}
            </button>
          ))}
          <button className="button quiet" aria-disabled={busy} onClick={busy ? undefined : press({ kind: 'end' })}>
            {t('timer.stop')}
          </button>
          <p>{t(round?.state === 'running' ? 'timer.shared' : 'timer.alone')}</p>
        </>
      ) : (
        <button className="button" aria-disabled={busy} onClick={busy ? undefined : press({ kind: 'start' })}>
          {t('timer.start', { count: planned })}
        </button>
      )}
    </div>
  )
}
