import { read } from '../../core/i18n.ts'
import { timeOfDay } from '../../core/timeOfDay.ts'
import { useSpeech } from '../../ui/language.tsx'
import type { Round } from '../types.ts'

interface Props {
  round: Round
  leader: boolean
  busy: boolean
  onTime: (verb: 'start' | 'extend' | 'end', body?: unknown) => void
}

export function RoundRow({ round, leader, busy, onTime }: Props) {
  const { t, language } = useSpeech()
  return (
    <li>
      <span className="grow">{t('programme.round', { number: round.number })}. {read(round.title, language) || read(round.question, language)}</span>
      <span className={round.state === 'running' ? 'pill live' : 'pill'}>
        {round.state === 'running' && round.ends_at ? t('round.until', { time: timeOfDay(round.ends_at) }) : t(`round.state.${round.state}`)}
      </span>
      {leader && round.state === 'planned' && (
        <button className="button" disabled={busy} onClick={() => onTime('start')}>{t('round.start', { count: Math.round(round.seconds / 60) })}</button>
      )}
      {leader && round.state === 'running' && (
        <>
          {/* With the version a click that is repeated after a lost answer cannot extend twice. */}
          <button className="button" disabled={busy} onClick={() => onTime('extend', { seconds: 300, version: round.version })}>{t('round.extend')}</button>
          <button className="button" disabled={busy} onClick={() => onTime('end')}>{t('round.end')}</button>
        </>
      )}
    </li>
  )
}
