import { lazy, Suspense } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { useForumTime } from '../when.ts'

const Qr = lazy(() => import('../../ui/Qr.tsx'))

export interface Code {
  code: string
  expires_at: string
  url: string
}

/** The code in large type and as a QR: whichever the tablet's camera or the facilitator's thumb takes faster. */
export function PairingCode({ code }: { code: Code }) {
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
      </div>
    </div>
  )
}
