import encodeQr from 'qr'
import { useMemo } from 'react'

/** Black on white in every colour scheme, with its quiet edge: cameras do not read it otherwise. */
export default function Qr({ text, label, level = 'low' }: { text: string; label: string; level?: 'low' | 'medium' }) {
  const { size, path } = useMemo(() => {
    const rows = encodeQr(text, 'raw', { ecc: level, border: 4 })
    const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
    return { size: rows.length, path }
  }, [text, level])
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
      <rect width="100%" height="100%" fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
