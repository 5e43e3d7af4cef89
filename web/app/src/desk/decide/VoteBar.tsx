import type { Votes } from '../../core/contract/decisions.d.ts'
import { useSpeech } from '../../ui/language.tsx'

const sides = ['for', 'against', 'abstained'] as const

/** A count as a picture and in words: the lengths are the hands, and the colours never speak alone. */
export function VoteBar({ votes }: { votes: Votes }) {
  const { t } = useSpeech()
  const total = Math.max(1, votes.for + votes.against + votes.abstained)
  const result = votes.unanimous ? 'unanimous' : votes.passed ? 'passed' : 'notPassed'
  let from = 0
  return (
    <div className="vote">
      <svg className="vote-bar" viewBox={`0 0 ${total} 1`} preserveAspectRatio="none" aria-hidden="true">
        {sides.map((side) => {
          const x = from
          from += votes[side]
          return <rect key={side} className={side} x={x} width={votes[side]} height="1" />
        })}
      </svg>
      <p>
        {sides.map((side) => (
          <span key={side} className={`side ${side}`}>{t(`vote.${side}`)} <strong>{votes[side]}</strong></span>
        ))}
        <span className="soft">{t(votes.quorum ? 'vote.quorum' : 'vote.noQuorum')} · {t(`vote.${result}`)}</span>
      </p>
    </div>
  )
}
