// A camera that looks at QR codes: Chromium plays a film of them instead of its own test picture.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const { default: encode } = await import(new URL('../../web/node_modules/qr/index.js', import.meta.url))
const [width, height] = [640, 480]

/** A printed code: rows of dots, true where dark. */
export const printed = (text) => encode(text, 'raw', { border: 4 })

/** The code that a screen shows now, dot by dot. */
export async function onScreen(svg) {
  const [size, path] = await svg.evaluate((svg) => [svg.viewBox.baseVal.width, svg.querySelector('path').getAttribute('d')])
  const rows = Array.from({ length: size }, () => Array(size).fill(false))
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)/g)) rows[y][x] = true
  return rows
}

/** Chromium's switches for a camera that sees these codes, each for half a second, over and over. */
export function seeing(...codes) {
  const film = join(mkdtempSync(join(tmpdir(), 'shq-camera-')), 'film.y4m')
  const grey = Buffer.alloc((width * height) / 2, 128) // both colour planes
  const frames = codes.flatMap((rows) => [Buffer.from('FRAME\n'), picture(rows), grey])
  writeFileSync(film, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F2:1 Ip A1:1 C420jpeg\n`), ...frames]))
  return ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${film}`]
}

/** The brightness of each point: the code in the middle of a grey table. */
function picture(rows) {
  const points = Buffer.alloc(width * height, 170)
  const dot = Math.floor((height * 0.9) / rows.length)
  const [left, top] = [width, height].map((length) => Math.floor((length - dot * rows.length) / 2))
  rows.forEach((row, y) =>
    row.forEach((dark, x) => {
      for (let line = 0; line < dot; line++) points.fill(dark ? 30 : 230, (top + y * dot + line) * width + left + x * dot, (top + y * dot + line) * width + left + (x + 1) * dot)
    }),
  )
  return points
}
