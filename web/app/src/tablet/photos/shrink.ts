const longestSide = 1600
const mostBytes = 1.9 * 2 ** 20 // the server takes 2 MiB

/** How large a picture is drawn: its longer side at most 1600 pixels, never larger than it was. */
export function fitting(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, longestSide / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/**
 * Draws the picture anew, upright and small: neither the place and time where it was taken nor anything else that the
 * camera wrote beside it is kept. Rejects when the file is no picture that this browser can read.
 */
export async function shrink(file: Blob): Promise<{ blob: Blob; width: number; height: number }> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const size = fitting(picture.width, picture.height)
  const canvas = new OffscreenCanvas(size.width, size.height)
  const pen = canvas.getContext('2d')!
  pen.fillStyle = '#fff' // behind what is transparent
  pen.fillRect(0, 0, size.width, size.height)
  pen.drawImage(picture, 0, 0, size.width, size.height)
  picture.close()
  for (const quality of [0.82, 0.6, 0.4]) {
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality })
    if (blob.size <= mostBytes) return { blob, ...size }
  }
  throw new Error('the picture does not get small enough')
}
