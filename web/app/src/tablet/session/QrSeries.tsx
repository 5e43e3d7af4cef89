import { useEffect, useState } from 'react'
import Qr from '../../ui/Qr.tsx'
import { useSpeech } from '../../ui/language.tsx'
import { useTools } from '../tools.ts'
import { toParts } from './qr.ts'
import { exportSession, wordsOf } from './transfer.ts'

/** Shows the words of the session as QR codes, one after another, for the camera of another tablet. */
export default function QrSeries({ close }: { close: () => void }) {
  const { store } = useTools()
  const { t } = useSpeech()
  const [parts, setParts] = useState<string[]>([])
  const [at, setAt] = useState(0)
  const [playing, play] = useState(true)

  useEffect(() => void exportSession(store).then(wordsOf).then(toParts).then(setParts), [store])
  useEffect(() => {
    if (!playing || parts.length < 2) return
    const timer = setInterval(() => setAt((at) => (at + 1) % parts.length), 1500)
    return () => clearInterval(timer)
  }, [playing, parts.length])

  const turn = (by: number) => {
    play(false)
    setAt((at) => (at + by + parts.length) % parts.length)
  }
  const label = t('copy.qrPart', { part: at + 1, total: parts.length })
  if (!parts.length) return null
  return (
    <figure className="qr">
      <Qr text={parts[at]!} label={label} />
      <figcaption>{label}</figcaption>
      <p>{t('copy.qrWords')}</p>
      <div className="choices">
        {parts.length > 1 && (
          <>
            <button className="button" onClick={() => turn(-1)}>
              {t('copy.qrPrevious')}
            </button>
            <button className="button" onClick={() => play(!playing)}>
              {t(playing ? 'copy.qrPause' : 'copy.qrPlay')}
            </button>
            <button className="button" onClick={() => turn(1)}>
              {t('copy.qrNext')}
            </button>
          </>
        )}
        <button className="button quiet" onClick={close}>
          {t('copy.qrClose')}
        </button>
      </div>
    </figure>
  )
}
