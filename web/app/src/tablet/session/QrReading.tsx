import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import Scanner from '../pairing/Scanner.tsx'
import { PartReader } from './qr.ts'

/** Reads a series of QR codes from another tablet's screen and hands the copy over when it is whole. */
export default function QrReading({ onCopy }: { onCopy: (copy: unknown) => void }) {
  const { t } = useSpeech()
  const [reader] = useState(() => new PartReader())
  const [, setCount] = useState(0)

  async function take(text: string) {
    if (!reader.add(text)) return
    setCount(reader.count)
    const copy = await reader.value()
    if (copy !== undefined) onCopy(copy)
  }

  return (
    <>
      <Scanner onRead={(text) => void take(text)} />
      <p role="status">{reader.total > 0 && t('copy.qrRead', { part: reader.count, total: reader.total })}</p>
    </>
  )
}
