import { useState } from 'react'
import type { Round } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Sure } from '../shell/Sure.tsx'
import { useForumTime } from '../when.ts'

interface Props {
  round: Round
  leader: boolean
  running: boolean // another one runs
  busy: boolean
  onTime: (verb: 'start' | 'extend' | 'end') => void
}

export function RoundRow({ round, leader, running, busy, onTime }: Props) {
  const { t, language } = useSpeech()
  const { time } = useForumTime()
  const [asking, ask] = useState<'start' | 'end'>()
  return (
    <li>
      <span className="grow">{t('programme.round', { number: round.number })}. {read(round.title, language) || read(round.question, language)}</span>
      <span className={round.state === 'running' ? 'pill live' : 'pill'}>
        {round.state === 'running' && round.ends_at ? t('round.until', { time: time(round.ends_at) }) : t(`round.state.${round.state}`)}
      </span>
      {leader && !asking && round.state === 'planned' && (
        <button className="button" disabled={busy} onClick={() => (running ? ask('start') : onTime('start'))}>{t('round.start', { count: Math.round(round.seconds / 60) })}</button>
      )}
      {leader && !asking && round.state === 'running' && (
        <>
          <button className="button" disabled={busy} onClick={() => onTime('extend')}>{t('round.extend')}</button>
          <button className="button" disabled={busy} onClick={() => ask('end')}>{t('round.end')}</button>
        </>
      )}
      {asking && (
        <Sure question={t(`round.sure.${asking}`)} yes={asking === 'end' ? t('round.end') : t('round.startNow')} busy={busy} onNo={() => ask(undefined)}
          onYes={() => (onTime(asking), ask(undefined))} />
      )}
    </li>
  )
}
