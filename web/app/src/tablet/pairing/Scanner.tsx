import { useEffect, useRef, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'

declare class BarcodeDetector {
  constructor(options: { formats: string[] })
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}

/** Reads QR codes with the camera, where the browser can. Pictures never leave the page. */
export default function Scanner({ onRead }: { onRead: (text: string) => void }) {
  const { t } = useSpeech()
  const video = useRef<HTMLVideoElement>(null)
  const [failed, setFailed] = useState(false)
  const read = useRef(onRead)
  read.current = onRead

  useEffect(() => {
    let stopped = false
    let stream: MediaStream | undefined
    async function look() {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
      const detector = new BarcodeDetector({ formats: ['qr_code'] })
      const element = video.current!
      element.srcObject = stream
      await element.play()
      while (!stopped) {
        for (const { rawValue } of await detector.detect(element)) if (!stopped) read.current(rawValue)
        await new Promise((resolve) => setTimeout(resolve, 120))
      }
    }
    look().catch(() => setFailed(true))
    return () => {
      stopped = true
      stream?.getTracks().forEach((track) => track.stop())
    }
  }, [])

  if (failed) return <p role="alert">{t('pair.noCamera')}</p>
  return (
    <figure className="scanner">
      <video ref={video} muted playsInline />
      <figcaption>{t('pair.camera')}</figcaption>
    </figure>
  )
}
