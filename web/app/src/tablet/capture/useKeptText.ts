import { useEffect, useMemo } from 'react'

export interface Keeper {
  (text: string): void
  /** Forgets what has not been written yet. */
  stop: () => void
}

/**
 * Writes an unfinished text down while it is being typed: after a short pause, and at once when the page is hidden, so
 * that a call, a closed tab or a reload loses nothing.
 */
export function useKeptText(write: (text: string) => Promise<unknown>, pauseMs = 150): Keeper {
  const keeper = useMemo(() => {
    let pending: string | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const flush = () => {
      if (pending !== undefined) void write(pending)
      keep.stop()
    }
    const keep = (text: string) => {
      pending = text
      timer ??= setTimeout(flush, pauseMs)
    }
    keep.stop = () => {
      clearTimeout(timer)
      timer = pending = undefined
    }
    return { keep, flush }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- one keeper for the life of the field
  }, [])
  useEffect(() => {
    const hidden = () => document.visibilityState === 'hidden' && keeper.flush()
    document.addEventListener('visibilitychange', hidden)
    addEventListener('pagehide', keeper.flush)
    return () => {
      document.removeEventListener('visibilitychange', hidden)
      removeEventListener('pagehide', keeper.flush)
      keeper.flush()
    }
  }, [keeper])
  return keeper.keep
}
