import { lazy, Suspense } from 'react'
import type { Link } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Copy } from '../shell/Copy.tsx'
import { useHouseMoment } from '../when.ts'
import { RoleList } from './RoleList.tsx'

const Qr = lazy(() => import('../../ui/Qr.tsx'))

/** Links as they are handed out: to be copied, to be read by a camera from the screen, to be printed and cut. They are shown this once. */
export function Sheet({ links, onClose }: { links: readonly Link[]; onClose: () => void }) {
  const { t } = useSpeech()
  const moment = useHouseMoment()
  return (
    <section className="sheet" aria-label={t('staff.links')}>
      <div className="on-screen stack">
        <p className="note" role="status">{t('staff.shownOnce')}</p>
        <div className="actions">
          <button className="button primary" onClick={() => print()}>{t('staff.print')}</button>
          <button className="button quiet" onClick={onClose}>{t('staff.handedOut')}</button>
        </div>
      </div>
      <ul className="invites">
        {links.map((link) => (
          <li key={link.id}>
            <div>
              <h2>{link.name || t('staff.somebody')}</h2>
              <p>{t(link.resets ? 'staff.toReset' : 'staff.toJoin')}</p>
              <RoleList roles={link.roles} />
              <p className="code">{link.code}</p>
              <p className="soft">{link.url.split('#')[0]}</p>
              <p className="soft">{t('staff.until', { when: moment(link.expires_at) })}</p>
              <Copy text={link.url} label={t('staff.link')}>{t('staff.copy')} <span className="visually-hidden">{link.name}</span></Copy>
            </div>
            <Suspense fallback={<svg />}>
              <Qr text={link.url} label={t('staff.qr', { name: link.name || t('staff.somebody') })} level="medium" />
            </Suspense>
          </li>
        ))}
      </ul>
    </section>
  )
}
