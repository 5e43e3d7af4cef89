import { lazy, Suspense } from 'react'
import type { PairingSheet, Session } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useForumFacts } from '../data.ts'
import { sessionName } from '../session.ts'
import { useMoment } from '../when.ts'

const Qr = lazy(() => import('../../ui/Qr.tsx'))

/** What is printed: first the code that asks which yurt, then one a session; a code can be typed where a camera fails. */
export function Sheet({ forum, sheet, sessions }: { forum: string; sheet: PairingSheet; sessions: readonly Pick<Session, 'id' | 'yurt' | 'title'>[] }) {
  const { t, language } = useSpeech()
  const moment = useMoment()
  const title = read(useForumFacts(forum).data?.title, language)
  const names = new Map(sessions.map((one) => [one.id, sessionName(one, t, language)]))
  return (
    <ul className="pairing-sheet" aria-label={t('tabletsPage.sheet')}>
      {[sheet.any, ...sheet.entries].map(({ session_id, code, url }) => {
        const name = session_id ? names.get(session_id) ?? '' : t('tabletsPage.any')
        return (
          <li key={code}>
            <p className="forum">{title}</p>
            <h2>{name}</h2>
            <Suspense fallback={<svg />}>
              <Qr text={url} label={t('tabletsPage.qr', { name })} level="medium" />
            </Suspense>
            <p className="code">{code}</p>
            <p className="forum">{url.split('#')[0]} · {t('tabletsPage.until', { when: moment(sheet.expires_at) })}</p>
          </li>
        )
      })}
    </ul>
  )
}
