import { useSpeech } from '../../ui/language.tsx'
import type { Place } from './tally.ts'
import type { Idea } from './useMarking.ts'

/** The result as a picture: the longest bar first, equal bars with equal places. */
export function Bars({ places, label, unit }: { places: readonly Place<Idea>[]; label: string; unit: (value: number) => string }) {
  const { t } = useSpeech()
  const longest = Math.max(1, ...places.map(({ value }) => value))
  return (
    <ol className="bars" aria-label={label}>
      {places.map(({ item, value, from, to }) => (
        <li key={item.id}>
          <b className="place" aria-label={t(from === to ? 'marks.place' : 'marks.placesShared', { from, to })}>
            {from === to ? from : `${from}–${to}`}
          </b>
          <p>
            <span className="number">№ {item.number}</span> {item.text}
          </p>
          <Bar value={value} of={longest} />
          <b className="value">{unit(value)}</b>
        </li>
      ))}
    </ol>
  )
}

export function Bar({ value, of }: { value: number; of: number }) {
  return (
    <svg className="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect className="track" width="100" height="10" />
      <rect width={of ? (value / of) * 100 : 0} height="10" />
    </svg>
  )
}
