import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Logo } from '../../ui/Logo.tsx'
import type { Context } from '../place/types.ts'
import { currentRound } from '../place/currentRound.ts'

/** "3-киіз үй", the theme and the round: a facilitator who picks up the tablet knows at once whose it is. */
export function Header({ context: { forum, session, theme, rounds } }: { context: Context }) {
  const { t, language } = useSpeech()
  const round = currentRound(rounds)
  const where = [forum.rehearsal_of && t('place.rehearsal'), read(theme?.title, language), rounds.length === 1 && round && t('place.round', { number: round.number })].filter(Boolean)
  return (
    <header className="header">
      <Logo size={40} />
      <div className="where">
        <h1>{placeName(session, t, language)}</h1>
        {where.length > 0 && <p>{where.join(' · ')}</p>}
      </div>
      <a className="button quiet" href="#session">
        {t('session.open')}
      </a>
    </header>
  )
}

type Speech = ReturnType<typeof useSpeech>

export function placeName(session: Context['session'], t: Speech['t'], language: Speech['language']): string {
  return session.yurt ? t('place.yurt', { yurt: session.yurt }) : read(session.title, language)
}
