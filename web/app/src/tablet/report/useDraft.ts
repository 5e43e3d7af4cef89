import { useEffect, useMemo, useRef, useState } from 'react'
import { useTools } from '../tools.ts'
import { type Place, send, write } from './keep.ts'
import { type Recommendation, type ReportRow, same, standing } from './report.ts'

/** How long nobody types before the draft goes to the server; on the disk it is at every keystroke. */
const pauseMs = 1000

/**
 * The recommendations as they stand on the screen: what is being typed is shown at once and written down at once, and
 * what the other tablet adds appears when nothing of ours is on its way to the disk.
 */
export function useDraft(place: Place, row: ReportRow | null | undefined): [all: readonly Recommendation[], change: (now: readonly Recommendation[]) => void] {
  const { store } = useTools()
  const [edited, setEdited] = useState<readonly Recommendation[]>()
  const shown = edited ?? standing(row ?? undefined)
  const latest = useRef(shown)
  const writing = useRef(0)
  latest.current = shown

  useEffect(() => {
    if (!writing.current || (edited && same(edited, standing(row ?? undefined)))) setEdited(undefined)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- looked at when the database has news
  }, [row])

  const sending = useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const now = () => {
      clearTimeout(timer)
      timer = undefined
      void send(store, place)
    }
    return { soon: () => void (clearTimeout(timer), (timer = setTimeout(now, pauseMs))), now: () => timer && now() }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- one per session
  }, [store, place.session_id])
  useEffect(() => {
    addEventListener('pagehide', sending.now)
    return () => {
      removeEventListener('pagehide', sending.now)
      sending.now()
    }
  }, [sending])

  function change(now: readonly Recommendation[]) {
    const before = latest.current
    latest.current = now
    setEdited(now)
    writing.current++
    void write(store, place, before, now).finally(() => writing.current--)
    sending.soon()
  }
  return [shown, change]
}
