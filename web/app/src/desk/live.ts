import { follow } from '../core/live.ts'
import { api } from './staff.ts'

/** What one tab tells the others of a stream: an event happened (its place), or the stream opened or broke. */
interface Told {
  seq?: string
  open?: boolean
}

/**
 * Follows a live stream for all tabs of this browser at once. Browsers allow six HTTP/1.1 connections to a server, so
 * eight tabs with a stream each would starve: the tab that holds the lock reads, the others hear from it, and when it
 * closes the next one reads on from the last place heard.
 */
export function followTogether(path: string, signal: AbortSignal, onEvent: () => void, onState: (open: boolean) => void): void {
  const channel = new BroadcastChannel(`live:${path}`)
  let lastSeq: string | undefined
  let reading: boolean | undefined // the stream's state while this tab is the one that reads
  const heard = ({ seq, open }: Told) => {
    if (seq) lastSeq = seq
    if (seq !== undefined) onEvent()
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
        onEvent: ({ name, seq }) => {
          if (name !== 'ready' && !signal.aborted) tell({ seq })
        },
      }),
    )
    .catch(() => undefined) // left the page while another tab was reading
}
