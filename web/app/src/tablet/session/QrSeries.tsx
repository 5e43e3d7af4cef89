import { create } from 'qrcode'
import { useEffect, useMemo, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
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

/** Black on white in every colour scheme: cameras do not read it otherwise. */
function Qr({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const { modules } = create(text, { errorCorrectionLevel: 'L' })
    let path = ''
    for (let y = 0; y < modules.size; y++) for (let x = 0; x < modules.size; x++) if (modules.get(y, x)) path += `M${x} ${y}h1v1h-1z`
    return { size: modules.size, path }
  }, [text])
  return (
    <svg role="img" aria-label={label} viewBox={`-4 -4 ${size + 8} ${size + 8}`} shapeRendering="crispEdges">
      <rect x="-4" y="-4" width="100%" height="100%" fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
