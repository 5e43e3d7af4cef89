import { Link } from '@tanstack/react-router'
import { StaffRole } from '../../core/contract/enums.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { mayIn } from '../staff.ts'

/** Where else to look at a session: its rounds, as it happens, and the photos of its flipcharts; the last two for who has a role in it. */
export function SessionLinks({ forum, session }: { forum: string; session: string }) {
  const { t } = useSpeech()
  const inside = mayIn(useAccount(), forum, session, ...StaffRole)
  const params = { forum, session }
  return (
    <div className="session-links">
      <Link to="/forums/$forum/method/$session" params={params}>
        {t('method.open')}
      </Link>
      {inside && (
        <>
          <Link to="/forums/$forum/watch/$session" params={params}>
            {t('watch.open')}
          </Link>
          <Link to="/forums/$forum/photos/$session" params={params}>
            {t('photos.open')}
          </Link>
        </>
      )}
    </div>
  )
}
