import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { home, offsetOf, placeOf, placesBy } from './zones.ts'

interface Props {
  label: string
  name: string
  value?: string // IANA name
  onChange?: (zone: string) => void
}

/** Chooses a time zone by a place that one knows; the form gets its IANA name. A zone of another value chooses anew. */
export function TimeZone({ label, name, value = home, onChange }: Props) {
  const { t, language } = useSpeech()
  const [chosen, choose] = useState({ zone: value, place: placeOf(value) ?? value, from: value })
  if (chosen.from !== value && chosen.zone !== value) choose({ zone: value, place: placeOf(value) ?? value, from: value })
  const places = placesBy((place) => t(`zone.place.${place}`), language)
  return (
    <label>
      {label}
      <select className="field" value={chosen.place} onChange={({ target }) => {
        const zone = places.find(({ place }) => place === target.value)?.zone ?? target.value
        choose({ zone, place: target.value, from: value })
        onChange?.(zone)
      }}>
        {!placeOf(value) && <option value={value}>{value}</option>}
        {places.map(({ place, zone }) => <option key={place} value={place}>{t(`zone.place.${place}`)} · {offsetOf(zone)}</option>)}
      </select>
      <input type="hidden" name={name} value={chosen.zone} />
    </label>
  )
}
