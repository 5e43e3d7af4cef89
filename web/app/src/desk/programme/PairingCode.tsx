import { useEffect, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { clock } from '../when.ts'

export interface Code {
  code: string
  expires_at: string
  url: string
}

/** The code in large type and as a QR: whichever the tablet's camera or the facilitator's thumb takes faster. */
export function PairingCode({ code }: { code: Code }) {
  const { t } = useSpeech()
  const [picture, setPicture] = useState<string>()
  useEffect(() => {
    let current = true
    void import('qrcode').then(async ({ default: qr }) => {
      const svg = await qr.toString(code.url, { type: 'svg', margin: 2 })
      if (current) setPicture(`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`)
    })
    return () => void (current = false)
  }, [code.url])
  return (
    <div className="pairing" role="status">
      {picture && <img src={picture} alt={t('programme.qr')} width={160} height={160} />}
      <div>
        <p className="code">{code.code}</p>
        <p className="soft">{t('programme.codeUntil', { time: clock(code.expires_at) })}</p>
        <p className="soft">{code.url.split('#')[0]}</p>
      </div>
    </div>
  )
}
