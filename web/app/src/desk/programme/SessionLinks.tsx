import { Link } from '@tanstack/react-router'
import { useSpeech } from '../../ui/language.tsx'

/** Where else to look at a session: its rounds, as it happens, and the photos of its flipcharts. */
export function SessionLinks({ forum, session }: { forum: string; session: string }) {
  const { t } = useSpeech()
  const params = { forum, session }
  return (
    <div className="session-links">
      <Link to="/forums/$forum/method/$session" params={params}>
        {t('method.open')}
      </Link>
      <Link to="/forums/$forum/watch/$session" params={params}>
        {t('watch.open')}
      </Link>
      <Link to="/forums/$forum/photos/$session" params={params}>
        {t('photos.open')}
      </Link>
    </div>
  )
}
