import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all } from '../data.ts'
import { day } from '../when.ts'
import { Listing } from './Listing.tsx'
import { PageTitle } from './PageTitle.tsx'

export function Forums() {
  const { t, language } = useSpeech()
  const forums = useQuery({ queryKey: ['forums'], queryFn: () => all('/api/sessions/forums') })
  return (
    <main className="narrow">
      <PageTitle>{t('forums.title')}</PageTitle>
      <Listing query={forums} empty={t('forums.empty')}>
        {(items) => (
          <ul className="stack">
            {items.map((forum) => (
              <li key={forum.id}>
                <Link className="card row-link" to="/forums/$forum/consolidate" params={{ forum: forum.id }}>
                  <strong>{read(forum.title, language)}</strong>
                  <span className="soft">{day(forum.starts_on, t)} · {t(`forums.state.${forum.state}`)}</span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Listing>
    </main>
  )
}
