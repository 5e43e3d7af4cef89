import { create } from 'qrcode'
import { useMemo } from 'react'

/** Black on white in every colour scheme: cameras do not read it otherwise. */
export function Qr({ text, label, level = 'L' }: { text: string; label: string; level?: 'L' | 'M' }) {
  const { size, path } = useMemo(() => {
    const { modules } = create(text, { errorCorrectionLevel: level })
    let path = ''
    for (let y = 0; y < modules.size; y++) for (let x = 0; x < modules.size; x++) if (modules.get(y, x)) path += `M${x} ${y}h1v1h-1z`
    return { size: modules.size, path }
  }, [text, level])
  return (
    <svg role="img" aria-label={label} viewBox={`-4 -4 ${size + 8} ${size + 8}`} shapeRendering="crispEdges">
      <rect x="-4" y="-4" width="100%" height="100%" fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
