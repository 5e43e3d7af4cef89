import { useEffect, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import Qr from '../../ui/Qr.tsx'
import { useTools } from '../tools.ts'
import { toParts } from './qr.ts'
import { exportSession } from './transfer.ts'

/** Shows the whole session as QR codes, one after another, for the camera of another tablet. */
export default function QrSeries({ close }: { close: () => void }) {
  const { store } = useTools()
  const { t } = useSpeech()
  const [parts, setParts] = useState<string[]>([])
  const [at, setAt] = useState(0)
  const [playing, play] = useState(true)

  useEffect(() => void exportSession(store).then(toParts).then(setParts), [store])
  useEffect(() => {
    if (!playing || parts.length < 2) return
    const timer = setInterval(() => setAt((at) => (at + 1) % parts.length), 1500)
    return () => clearInterval(timer)
  }, [playing, parts.length])

  const turn = (by: number) => {
    play(false)
    setAt((at) => (at + by + parts.length) % parts.length)
  }
  const label = t('session.qrPart', { part: at + 1, total: parts.length })
  if (!parts.length) return null
  return (
    <figure className="qr">
      <Qr text={parts[at]!} label={label} />
      <figcaption>{label}</figcaption>
      <div className="choices">
        {parts.length > 1 && (
          <>
            <button className="button" onClick={() => turn(-1)}>
              {t('session.qrPrevious')}
            </button>
            <button className="button" onClick={() => play(!playing)}>
              {t(playing ? 'session.qrPause' : 'session.qrPlay')}
            </button>
            <button className="button" onClick={() => turn(1)}>
              {t('session.qrNext')}
            </button>
          </>
        )}
        <button className="button quiet" onClick={close}>
          {t('session.qrClose')}
        </button>
      </div>
    </figure>
  )
}
