import type { Photo } from '../photos/types.ts'
import { type SessionCopy, WrongCopy } from './transfer.ts'

/*
 * A session's copy as a file: a line that says what it is and how long the words are, the words as JSON, and the bytes
 * of the photos one after another; all packed by gzip, whose checksum tells a damaged file. Photos are never held in
 * the page's memory, so a large session does not freeze a small tablet.
 */

const title = 'shanyraq-session '
const former = '{"format":"shanyraq-session"' // the first version was plain JSON

/** From 0 to 100. */
export type Progress = (percent: number) => void

export async function toFile({ photos = [], ...copy }: SessionCopy, progress: Progress = () => {}): Promise<Blob> {
  const words = new Blob([JSON.stringify({ ...copy, photos: photos.map(({ blob, ...photo }) => ({ ...photo, size: blob.size })) })])
  const whole = new Blob([`${title}${words.size}\n`, words, ...photos.map(({ blob }) => blob)])
  return new Response(whole.stream().pipeThrough(counting(whole.size, progress)).pipeThrough(new CompressionStream('gzip'))).blob()
}

/** Rejects with a WrongCopy when it is no such file, or not all of it. */
export async function fromFile(file: Blob, progress: Progress = () => {}): Promise<unknown> {
  const begins = async (text: string) => (await file.slice(0, text.length).text()) === text
  const [one, two] = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  if (one === 0x1f && two === 0x8b) return parts(await unpacked(file, progress))
  if (await begins(title)) return parts(file) // unpacked on its way, as some programs do
  if (await begins(former)) return parse(await file.text())
  throw new WrongCopy('importWrong')
}

async function unpacked(file: Blob, progress: Progress): Promise<Blob> {
  const reader = file.stream().pipeThrough(counting(file.size, progress)).pipeThrough(new DecompressionStream('gzip')).getReader()
  const found: Blob[] = []
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new WrongCopy(found.length ? 'importDamaged' : 'importWrong')
    })
    if (done) return new Blob(found)
    if (!found.length && !new TextDecoder().decode(value).startsWith(title)) {
      void reader.cancel() // somebody's archive, perhaps a huge one
      throw new WrongCopy('importWrong')
    }
    found.push(new Blob([value]))
  }
}

async function parts(whole: Blob): Promise<unknown> {
  const [line, length] = /^\D+(\d+)\n/.exec(await whole.slice(0, 40).text()) ?? []
  if (!line) throw new WrongCopy('importDamaged')
  let at = line.length + Number(length)
  const copy = parse(await whole.slice(line.length, at).text())
  const photos = (copy.photos ?? []).map(({ size, ...photo }): Photo => ({ ...photo, blob: whole.slice(at, (at += size), 'image/jpeg') }))
  if (at !== whole.size) throw new WrongCopy('importDamaged')
  return { ...copy, photos }
}

type Words = Omit<SessionCopy, 'photos'> & { photos?: (Omit<Photo, 'blob'> & { size: number })[] }

function parse(text: string): Words {
  try {
    return JSON.parse(text) as Words
  } catch {
    throw new WrongCopy('importDamaged')
  }
}

/** Tells how much has gone through, and with every percent lets the screen be drawn: a pipe alone would keep it waiting. */
function counting(total: number, progress: Progress): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let seen = 0
  let told = -1
  return new TransformStream({
    async transform(chunk, through) {
      through.enqueue(chunk)
      const percent = Math.floor((100 * (seen += chunk.length)) / total)
      if (percent === told) return
      progress((told = percent))
      await new Promise((resolve) => setTimeout(resolve))
    },
  })
}
