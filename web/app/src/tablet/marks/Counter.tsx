import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import type { Mark, MarkKind } from './types.ts'
import { useTools } from '../tools.ts'
import { count, noLevel, type Sheet } from './marks.ts'

interface CounterProps {
  label: string
  value: number
  least?: number
  /** A press: by one; a typed number: to it. Both are given as a change of the value shown. */
  onChange: (change: (value: number) => number) => void
  onFocus?: () => void
}

/** A count of hands: two big buttons and a number that can be typed. */
export function Counter({ label, value, least = 0, onChange, onFocus }: CounterProps) {
  const { t } = useSpeech()
  const [typed, type] = useState<string>() // while the field is empty or being typed in
  return (
    <div className="counter" role="group" aria-label={label} onFocus={onFocus}>
      <button className="button" aria-label={t('marks.less')} aria-disabled={value <= least} onClick={() => onChange((now) => Math.max(least, now - 1))}>
        −
      </button>
      <input
        type="number"
        inputMode="numeric"
        min={least}
        max={1000}
        aria-label={t('marks.number')}
        value={typed ?? value}
        onFocus={(event) => event.target.select()}
        onBlur={() => type(undefined)}
        onChange={({ target }) => {
          type(target.value)
          const number = Number(target.value)
          if (target.value && Number.isFinite(number)) onChange(() => Math.max(least, number))
        }}
      />
      <button className="button" aria-label={t('marks.more')} onClick={() => onChange((now) => now + 1)}>
        +
      </button>
    </div>
  )
}

interface HandsProps {
  sheet: Sheet
  device: string
  marks: readonly Mark[]
  of: { suggestion_id: string; kind: MarkKind; level?: number }
  label: string
  onFocus?: () => void
}

/** Hands for one thing. The number is that of all tablets together; a press changes this tablet's part of it. */
export function Hands({ sheet, device, marks, of, label, onFocus }: HandsProps) {
  const { store } = useTools()
  const counted = handsFor(marks, of)
  const others = counted.reduce((sum, mark) => sum + (mark.voter === device ? 0 : mark.value), 0)
  const value = counted.reduce((sum, mark) => sum + mark.value, 0)
  return <Counter label={label} value={value} least={others} onFocus={onFocus} onChange={(change) => void count(store, sheet, of, (own) => change(own + others) - others)} />
}

export function handsFor(marks: readonly Mark[], { suggestion_id, kind, level = noLevel }: HandsProps['of']): readonly Mark[] {
  return marks.filter((mark) => mark.suggestion_id === suggestion_id && mark.kind === kind && mark.level === level)
}
