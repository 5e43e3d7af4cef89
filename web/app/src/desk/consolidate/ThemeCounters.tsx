import type { Theme } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { number } from '../when.ts'

interface Props {
  themes: Theme[]
  counts: readonly { theme_id: string; count: number }[]
  theme: string
  onTheme: (theme: string) => void
}

/** How many proposals each theme has under the other filters, and the choice of one. */
export function ThemeCounters({ themes, counts, theme, onTheme }: Props) {
  const { t, language } = useSpeech()
  const of = new Map(counts.map(({ theme_id, count }) => [theme_id, count]))
  const choices = [
    { id: '', title: t('consolidate.everyTheme'), count: counts.reduce((sum, { count }) => sum + count, 0) },
    ...themes.map(({ id, title }) => ({ id, title: read(title, language), count: of.get(id) ?? 0 })),
  ]
  return (
    <ul className="themes" aria-label={t('consolidate.theme')}>
      {choices.map(({ id, title, count }) => (
        <li key={id}>
          <button aria-pressed={theme === id} onClick={() => onTheme(id)}>
            <span>{title}</span> <span className="count">{number(count, language)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
