import { follow } from '../core/live.ts'
import type { Digest } from './lists/changes.ts'
import { api } from './staff.ts'

/** What one tab tells the others of a stream: what has changed up to a place, that all may have, or that it opened or broke. */
interface Told {
  seq?: string
  digest?: Digest
  reset?: boolean
  open?: boolean
}

interface Listener {
  onChanged: (digest: Digest) => void
  /** Too much has happened since we last listened to be told: anything may be another now. */
  onReset: () => void
  onState: (open: boolean) => void
}

/**
 * Follows the digests of a live stream for all tabs of this browser at once. Browsers allow six HTTP/1.1 connections to a
 * server, so eight tabs with a stream each would starve: the tab that holds the lock reads, the others hear from it, and
 * when it closes the next one reads on from the last place heard.
 */
export function followTogether(path: string, signal: AbortSignal, { onChanged, onReset, onState }: Listener): void {
  const channel = new BroadcastChannel(`live:${path}`)
  let lastSeq: string | undefined
  let reading: boolean | undefined // the stream's state while this tab is the one that reads
  const heard = ({ seq, digest, reset, open }: Told) => {
    if (seq) lastSeq = seq
    if (digest) onChanged(digest)
    if (reset) onReset()
    if (open !== undefined) onState(open)
  }
  const tell = (told: Told) => {
    channel.postMessage(told)
    heard(told)
  }
  channel.onmessage = ({ data }: MessageEvent<Told | 'anybody?'>) => {
    if (data !== 'anybody?') heard(data)
    else if (reading !== undefined) channel.postMessage({ open: reading })
  }
  channel.postMessage('anybody?')
  signal.addEventListener('abort', () => channel.close())
  navigator.locks
    .request(`live:${path}`, { signal }, () =>
      follow({
        api,
        path,
        lastSeq,
        signal,
        onState: (open) => tell({ open: (reading = open) }),
        onEvent: ({ name, seq, data }) => {
          if (signal.aborted) return
          if (name === 'changed') tell({ seq, digest: data as Digest })
          if (name === 'reset') tell({ seq, reset: true })
        },
      }),
    )
    .catch(() => undefined) // left the page while another tab was reading
}
