import { type ReactNode, useId } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import type { RoundSettings } from '../place/types.ts'

type By = NonNullable<RoundSettings['by']>

/** By show of hands, on this tablet, or on phones. */
export function ByChoice({ ways, by, set }: { ways: readonly By[]; by: By; set: (settings: RoundSettings) => void }) {
  const { t } = useSpeech()
  const name = useId()
  return (
    <fieldset className="switch">
      <legend className="visually-hidden">{t('marks.by')}</legend>
      {ways.map((way) => (
        <label key={way}>
          <input type="radio" name={name} checked={way === by} onChange={() => set({ by: way })} />
          <span>{t(`marks.by_${way}`)}</span>
        </label>
      ))}
    </fieldset>
  )
}

export function MoreSettings({ children }: { children: ReactNode }) {
  const { t } = useSpeech()
  return (
    <details className="settings">
      <summary className="button quiet">{t('marks.settings')}</summary>
      <div>{children}</div>
    </details>
  )
}

export function Tick({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label className="tick">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  )
}

export function Size({ label, value, least, most, onChange }: { label: string; value: number; least: number; most: number; onChange: (value: number) => void }) {
  return (
    <label className="size">
      {label}
      <input
        className="field"
        type="number"
        inputMode="numeric"
        min={least}
        max={most}
        value={value}
        onChange={(event) => event.target.value && onChange(Math.min(most, Math.max(least, Math.round(Number(event.target.value)))))}
      />
    </label>
  )
}
