export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>

/** Half a second, doubling to half a minute, with a random half so that a hundred tablets do not come back together. */
export function backoff(failures: number, random = Math.random): number {
  const full = Math.min(30_000, 500 * 2 ** failures)
  return full / 2 + random() * (full / 2)
}

/** Resolves after `ms`, or at once when the signal aborts; never rejects. */
export const sleep: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    signal?.addEventListener('abort', done)
  })
