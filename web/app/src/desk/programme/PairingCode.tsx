import { lazy, Suspense } from 'react'
import type { Pairing } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { PlainAddress } from '../../ui/PlainAddress.tsx'
import { useForumTime } from '../when.ts'

const Qr = lazy(() => import('../../ui/Qr.tsx'))

/** The code in large type and as a QR: whichever the tablet's camera or the facilitator's thumb takes faster. */
export function PairingCode({ code }: { code: Pairing }) {
  const { t } = useSpeech()
  const { time } = useForumTime()
  return (
    <div className="pairing" role="status">
      <Suspense fallback={<svg />}>
        <Qr text={code.url} label={t('programme.qr')} level="medium" />
      </Suspense>
      <div>
        <p className="code">{code.code}</p>
        <p className="soft">{t('programme.codeUntil', { time: time(code.expires_at) })}</p>
        <p className="soft">{code.url.split('#')[0]}</p>
        <PlainAddress where="link" link={code.url} />
      </div>
    </div>
  )
}
