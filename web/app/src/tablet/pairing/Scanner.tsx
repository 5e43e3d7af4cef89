import { useEffect, useRef, useState } from 'react'
import { useAside } from '../aside/words.ts'

declare const BarcodeDetector: typeof import('qr/decode.js').BarcodeDetector | undefined

/** The browser's own reader is quicker; many have none, or one that reads no QR codes. */
async function newReader() {
  const own = typeof BarcodeDetector === 'undefined' ? undefined : BarcodeDetector
  const reads = own ? await own.getSupportedFormats() : []
  const Reader = own && reads.includes('qr_code') ? own : (await import('qr/decode.js')).BarcodeDetector
  return new Reader({ formats: ['qr_code'] })
}

/** Reads QR codes with the camera. Pictures never leave the page. */
export default function Scanner({ onRead }: { onRead: (text: string) => void }) {
  const { t } = useAside()
  const video = useRef<HTMLVideoElement>(null)
  const [failed, setFailed] = useState(false)
  const read = useRef(onRead)
  read.current = onRead

  useEffect(() => {
    let stopped = false
    let stream: MediaStream | undefined
    async function look() {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
      const reader = await newReader()
      const element = video.current!
      element.srcObject = stream
      await element.play()
      while (!stopped) {
        for (const { rawValue } of await reader.detect(element)) if (!stopped) read.current(rawValue)
        await new Promise((resolve) => setTimeout(resolve, 120))
      }
    }
    look().catch(() => setFailed(true))
    return () => {
      stopped = true
      stream?.getTracks().forEach((track) => track.stop())
    }
  }, [])

  if (failed) return <p role="alert">{t('camera.failed')}</p>
  return (
    <figure className="scanner">
      <video ref={video} muted playsInline />
      <figcaption>{t('camera.aim')}</figcaption>
    </figure>
  )
}
