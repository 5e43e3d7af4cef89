/**
 * Runs the work in one tab of this browser profile; when that tab closes, the next one takes over. Without Web Locks
 * (an insecure address) every tab works: slower, and still right, because the server knows each line by its id.
 */
export function asOnlyTab(work: (signal: AbortSignal) => Promise<void>): () => void {
  const stop = new AbortController()
  const run = () => work(stop.signal).catch((error: unknown) => console.error(error))
  if ('locks' in navigator) navigator.locks.request('shanyraq-tablet', { signal: stop.signal }, run).catch(() => {})
  else void run()
  return () => stop.abort()
}
