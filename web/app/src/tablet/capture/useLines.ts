import { useMemo, useSyncExternalStore } from 'react'
import { LiveLines } from '../lines/liveLines.ts'
import type { Line } from '../lines/types.ts'
import { useTools } from '../tools.ts'

/**
 * The lines of a session; one that has just been stored is handed to `show` and stands on the list at once. Those that the
 * database has refused stand at the end.
 */
export function useLines(sessionId: string): [lines: readonly Line[], show: (line: Line) => void] {
  const { store, lines: kept } = useTools()
  const live = useMemo(() => new LiveLines(store, sessionId), [store, sessionId])
  const found = useSyncExternalStore(live.subscribe, live.now)
  const unwritten = useSyncExternalStore(kept.subscribe, kept.snapshot).lines
  const lines = useMemo(() => {
    const held = unwritten.filter((line) => line.session_id === sessionId && !found.some(({ id }) => id === line.id))
    return held.length ? [...found, ...held] : found
  }, [found, unwritten, sessionId])
  return [lines, live.show]
}
