import { useSpeech } from '../../ui/language.tsx'
import type { Idea } from './useMarking.ts'

export const scale = [1, 2, 3, 4, 5]

export interface Spot {
  impact: number
  effort: number
}

export const middle: Spot = { impact: 3, effort: 3 }
export const nowhere: Spot = { impact: 0, effort: 0 }

/** The same without a picture. */
export function AsList({ ideas, spotOf, put }: { ideas: readonly Idea[]; spotOf: (idea: Idea) => Spot | undefined; put: (idea: Idea, spot: Spot) => void }) {
  const { t } = useSpeech()
  return (
    <details className="asList">
      <summary className="button quiet">{t('marks.asList')}</summary>
      <ol>
        {ideas.map((idea) => {
          const spot = spotOf(idea) ?? nowhere
          return (
            <li key={idea.id}>
              <p>
                <span className="number">№ {idea.number}</span> {idea.text}
              </p>
              {(['impact', 'effort'] as const).map((name) => (
                <label key={name}>
                  {t(`marks.${name}`)}
                  <select
                    className="field"
                    value={spot[name]}
                    onChange={(event) => {
                      const value = Number(event.target.value)
                      put(idea, value ? { ...(spot.impact ? spot : middle), [name]: value } : nowhere)
                    }}
                  >
                    <option value={0}>–</option>
                    {scale.map((value) => (
                      <option key={value}>{value}</option>
                    ))}
                  </select>
                </label>
              ))}
            </li>
          )
        })}
      </ol>
    </details>
  )
}
