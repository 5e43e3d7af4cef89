import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import type { Proposal, Theme } from '../types.ts'
import { number } from '../when.ts'

interface Props {
  themes: Theme[]
  proposals: Proposal[]
  theme: string
  onTheme: (theme: string) => void
}

/** How many proposals each theme has on the list, and the choice of one. */
export function ThemeCounters({ themes, proposals, theme, onTheme }: Props) {
  const { t, language } = useSpeech()
  const counts = new Map<string, number>()
  for (const { theme_id } of proposals) counts.set(theme_id, (counts.get(theme_id) ?? 0) + 1)
  const choices = [
    { id: '', title: t('consolidate.everyTheme'), count: proposals.length },
    ...themes.map(({ id, title }) => ({ id, title: read(title, language), count: counts.get(id) ?? 0 })),
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
