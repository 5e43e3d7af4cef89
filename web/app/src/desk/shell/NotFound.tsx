import { Link } from '@tanstack/react-router'
import { useSpeech } from '../../ui/language.tsx'
import { PageTitle } from './PageTitle.tsx'

/** An address that leads nowhere: says so, and where to go from here. */
export function NotFound({ what = 'page' }: { what?: 'page' | 'forum' }) {
  const { t } = useSpeech()
  return (
    <main className="narrow">
      <PageTitle>{t(what === 'forum' ? 'notFound.forum' : 'notFound.page')}</PageTitle>
      <p>{t(what === 'forum' ? 'notFound.forumWhy' : 'notFound.pageWhy')}</p>
      <p><Link className="button" to="/">{t('notFound.forums')}</Link></p>
    </main>
  )
}
