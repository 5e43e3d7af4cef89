import { halves } from '../../core/length.ts'
import { useAside } from './words.ts'
import './aside.css'

/** The text in the field is longer than one line of the list may be: a person shortens it, or makes two of it. */
export default function TooLong({ text, limit, split }: { text: string; limit: number; split: (first: string, rest: string) => void }) {
  const { t } = useAside()
  const [first, rest] = halves(text.trim(), limit)
  const end = first.length > 24 ? `…${[...first].slice(-24).join('').trimStart()}` : first

  return (
    <div className="too-long" role="group">
      <p>{t('tooLong.hint')}</p>
      <button type="button" className="button" onClick={() => split(first, rest)}>
        {t('tooLong.split', { end })}
      </button>
    </div>
  )
}
