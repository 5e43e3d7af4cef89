import { memo } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import type { Line } from '../lines/types.ts'

interface CardProps {
  line: Line
  held: boolean
  onKey: (card: string, code: string) => boolean
}

/** One line as a card. A hundred of them stand on the board: each is drawn again only when it looks different. */
export const Card = memo(OneCard, (a, b) => a.held === b.held && a.line.text === b.line.text && a.line.id === b.line.id && a.onKey === b.onKey)

function OneCard({ line: { id, text, language }, held, onKey }: CardProps) {
  const { t } = useSpeech()
  return (
    <li className="card" data-card={id}>
      <button
        lang={language}
        aria-pressed={held}
        aria-roledescription={t('groups.card')}
        onClick={() => onKey(id, 'Enter')}
        onKeyDown={(event) => {
          // Enter and Space click by themselves.
          if (event.code !== 'Enter' && event.code !== 'Space' && onKey(id, event.code)) event.preventDefault()
        }}
      >
        {text}
      </button>
    </li>
  )
}
