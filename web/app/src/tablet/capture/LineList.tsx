import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import type { Clarification } from '../questions/types.ts'
import type { Line } from '../lines/types.ts'
import type { Round } from '../place/types.ts'
import { unread } from '../lines/liveLines.ts'
import { authorOf } from '../lines/verbs.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { LineRow } from './LineRow.tsx'
import { useSeenRows } from './useSeenRows.ts'

const none: readonly Clarification[] = []

/** Everything said in this session, oldest first; the newest stands right above the field. */
export function LineList({ session, lines, round, say }: { session: string; lines: readonly Line[]; round: Round | undefined; say: (text: string) => void }) {
  const { store } = useTools()
  const { t } = useSpeech()
  const [editing, setEditing] = useState<string>()
  const [held, hold] = useState<string>() // the focus is on it
  const list = useRef<HTMLDivElement>(null)
  const seen = useSeenRows(list, lines)
  useStayAtEnd(list, lines)
  const names = useLive(async () => new Map((await store.people.toArray()).map(({ id, name }) => [id, name])), [store])
  const asked = useLive(() => store.clarifications.where('session_id').equals(session).sortBy('id'), [store, session]) ?? none

  // An edit that was open when the page went away is open again.
  useEffect(() => void store.own('edit', session).then((edit) => edit && setEditing(edit.line_id)), [store, session])

  if (lines === unread) return <div className="lines" />
  if (!lines.length) {
    return (
      <div className="lines empty">
        <h2>{t('list.empty')}</h2>
        <p>{t('list.emptyHint')}</p>
      </div>
    )
  }
  const rows: ReactNode[] = []
  let next = 0
  const skipTo = (index: number) => {
    if (index > next) rows.push(<li key={`before ${lines[index]?.id}`} aria-hidden="true" style={{ height: seen.height(next, index) }} />)
    next = index
  }
  lines.forEach((line, index) => {
    if ((index < seen.from || index >= seen.to) && line.id !== editing && line.id !== held) return
    skipTo(index)
    next++
    rows.push(
      <LineRow key={line.id} line={line} author={names?.get(authorOf(line))} asked={asked.length ? asked.filter((one) => one.suggestion_id === line.id) : none} number={index + 1} round={round} editing={editing === line.id} setEditing={setEditing} say={say} />,
    )
  })
  skipTo(lines.length)
  return (
    <div className="lines" ref={list} tabIndex={-1}>
      <ol aria-label={t('list.label')} onFocus={({ target }) => hold(target.closest<HTMLElement>('[data-id]')?.dataset.id)} onBlur={() => hold(undefined)}>
        {rows}
      </ol>
    </div>
  )
}

/** Follows the list while its end is in view; a reader who scrolled up is left alone. */
function useStayAtEnd(list: RefObject<HTMLDivElement | null>, lines: readonly Line[]): void {
  const atEnd = useRef(true)
  const some = lines.length > 0
  useEffect(() => {
    const element = list.current
    if (!element) return
    let top = element.scrollTop
    const look = () => {
      if (element.scrollHeight - element.scrollTop - element.clientHeight < 80) atEnd.current = true
      else if (element.scrollTop < top) atEnd.current = false // only a reader goes up; less room alone does not
      top = element.scrollTop
    }
    element.addEventListener('scroll', look, { passive: true })
    const resized = new ResizeObserver(() => atEnd.current && !element.querySelector('.editing') && element.scrollTo(0, element.scrollHeight))
    resized.observe(element) // the keyboard opens: the last line stays in view
    resized.observe(element.firstElementChild!)
    return () => {
      element.removeEventListener('scroll', look)
      resized.disconnect()
    }
  }, [list, some])
  useLayoutEffect(() => {
    if (atEnd.current) list.current?.scrollTo(0, list.current.scrollHeight)
  }, [list, lines])
}
