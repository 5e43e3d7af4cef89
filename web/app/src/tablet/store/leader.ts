import { sleep } from '../../core/backoff.ts'
import { reopen } from '../useLive.ts'

/**
 * Runs the work in one tab of this browser profile; when that tab closes, the next one takes over. Without Web Locks
 * (an insecure address) every tab works: slower, and still right, because the server knows each line by its id.
 */
export function asOnlyTab(work: (signal: AbortSignal) => Promise<void>): () => void {
  const stop = new AbortController()
  const run = async () => {
    while (!stop.signal.aborted) {
      await work(stop.signal).catch(reopen) // whatever happened, a tablet that is on does not stop sending
      await sleep(1000, stop.signal)
    }
  }
  if ('locks' in navigator) navigator.locks.request('shanyraq-tablet', { signal: stop.signal }, run).catch(() => {})
  else void run()
  return () => stop.abort()
}
