import { useCallback, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { Line } from '../store/types.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'

const none: readonly Line[] = []

/**
 * The lines of a session as the database has them. A line that has just been put there is handed to `show` and stands
 * on the list at once: reading five hundred lines again takes longer than saving one. Those that the database has refused
 * stand at the end.
 */
export function useLines(sessionId: string): [lines: readonly Line[], show: (line: Line) => void] {
  const { store, lines: kept } = useTools()
  const unwritten = useSyncExternalStore(kept.subscribe, kept.snapshot).lines
  const found = useLive<readonly Line[]>(() => store.lines.where('session_id').equals(sessionId).sortBy('pos'), [store, sessionId]) ?? none
  const [fresh, setFresh] = useState(none)
  // Positions grow with every line, so a query that found a later one has found these, too.
  const last = useRef(0)
  last.current = found.at(-1)?.pos ?? 0
  const lines = useMemo(() => {
    const missing = fresh.filter((line) => line.pos! > last.current)
    const held = unwritten.filter((line) => line.session_id === sessionId && !found.some(({ id }) => id === line.id))
    return missing.length || held.length ? [...found, ...missing, ...held] : found
  }, [found, fresh, unwritten, sessionId])
  const show = useCallback((line: Line) => setFresh((before) => [...before.filter((other) => other.pos! > last.current), line]), [])
  return [lines, show]
}
