import { official, type Text } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Area } from './Area.tsx'

interface Props {
  name: string
  label?: string
  value?: Text
  rows?: number
  required?: boolean
}

/** One item, two texts, side by side: Kazakh first, Russian of equal size. */
export function Pair({ name, label, value = {}, rows = 3, required }: Props) {
  const { t } = useSpeech()
  return (
    <div className="columns">
      {official.map((code) => (
        <label key={code}>
          {label ? `${label} · ${t(`text.${code}`)}` : t(`text.${code}`)}
          <Area name={`${name}_${code}`} lang={code} rows={rows} required={required} value={value[code] ?? ''} limit={8000} />
        </label>
      ))}
    </div>
  )
}
