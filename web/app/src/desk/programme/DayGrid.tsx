import { type KeyboardEvent, type PointerEvent, useCallback, useMemo, useRef, useState } from 'react'
import type { Forum, Session } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useDrag } from '../../ui/useDrag.ts'
import { useForumTime } from '../when.ts'
import { type Clash, placeKey } from './clashes.ts'
import { type Column, endOf, hoursOf, lanesOf, minutesOf, type Move, moved, step, timeOf } from './grid.ts'

interface Props {
  forum: Forum
  day: string
  sessions: readonly Session[]
  columns: readonly Column[]
  clashes: ReadonlyMap<string, readonly Clash[]>
  editable: boolean
  onMove: (session: Session, to: Move) => void
  onOpen: (id: string) => void
}

/** Height of a minute, in px. */
const scale = 1.4

/** A session that the keyboard has taken up: where it would be put. */
interface Held {
  id: string
  from: number
  minutes: number
  column: number
}

export function DayGrid({ forum, day, sessions, columns, clashes, editable, onMove, onOpen }: Props) {
  const { t, language } = useSpeech()
  const clock = useForumTime()
  const root = useRef<HTMLDivElement>(null)
  const [held, hold] = useState<Held>()
  const [from, to] = hoursOf(forum.opens, forum.closes, sessions, clock)
  const byColumn = useMemo(() => {
    const all = new Map<string, Session[]>(columns.map(({ key }) => [key, []]))
    for (const one of sessions) all.get(placeKey(one))?.push(one)
    return all
  }, [sessions, columns])
  const put = useCallback((id: string, start: number, minutes: number, column: number) => {
    const session = sessions.find((one) => one.id === id)
    const free = Math.max(0, Math.min(start, 24 * 60 - step))
    if (session && columns[column]) onMove(session, moved(session, day, free, minutes, columns[column], clock))
  }, [sessions, columns, day, clock, onMove])
  const lengthOf = (one: Session) => endOf(one, clock) - minutesOf(clock.time(one.starts_at))

  useDrag(root, {
    thing: 'session',
    targets: '[data-column]',
    drop: (id, target, _, top) => {
      const session = sessions.find((one) => one.id === id)
      if (!editable || !session) return
      const start = from + Math.round((top - target.getBoundingClientRect().top) / scale / step) * step
      put(id, start, lengthOf(session), Number(target.dataset.column))
    },
  })

  function stretch(event: PointerEvent<HTMLElement>, session: Session, column: number) {
    event.preventDefault()
    event.stopPropagation()
    const block = event.currentTarget.parentElement!
    const grip = event.currentTarget
    const start = event.clientY
    const length = lengthOf(session)
    const minutesAt = (y: number) => Math.max(step, Math.round((length + (y - start) / scale) / step) * step)
    grip.setPointerCapture(event.pointerId)
    const follow = (at: globalThis.PointerEvent) => void (block.style.height = `${minutesAt(at.clientY) * scale}px`)
    grip.addEventListener('pointermove', follow)
    const end = (at: globalThis.PointerEvent) => {
      grip.removeEventListener('pointermove', follow)
      block.style.height = `${length * scale}px`
      if (at.type === 'pointerup') put(session.id, minutesOf(clock.time(session.starts_at)), minutesAt(at.clientY), column)
    }
    grip.addEventListener('pointerup', end, { once: true })
    grip.addEventListener('pointercancel', end, { once: true })
  }

  function key(event: KeyboardEvent, session: Session, column: number) {
    const taken = held?.id === session.id ? held : undefined
    const here = { id: session.id, from: minutesOf(clock.time(session.starts_at)), minutes: lengthOf(session), column }
    if (!taken) {
      if (event.code !== 'Space') return
      event.preventDefault()
      return hold(here)
    }
    const to = { ArrowUp: [-step, 0], ArrowDown: [step, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.code]
    const longer = { '+': step, '=': step, '-': -step, '−': -step }[event.key]
    if (longer) {
      hold({ ...taken, minutes: Math.max(step, taken.minutes + longer) })
    } else if (to) {
      const [by, side] = to as [number, number]
      hold(event.shiftKey ? { ...taken, minutes: Math.max(step, taken.minutes + by) } : { ...taken, from: Math.max(0, Math.min(taken.from + by, 24 * 60 - step)), column: Math.max(0, Math.min(taken.column + side, columns.length - 1)) })
    } else if (event.code === 'Enter' || event.code === 'Space') {
      hold(undefined)
      put(taken.id, taken.from, taken.minutes, taken.column)
    } else if (event.code === 'Escape' || event.code === 'Tab') {
      hold(undefined)
      if (event.code === 'Tab') return
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  const columnName = ({ yurt, place }: Column) => (yurt ? t('programme.yurt', { yurt }) : read(place, language) || t('grid.nowhere'))
  const hours = Array.from({ length: (to - from) / 60 }, (_, i) => from + i * 60)
  const heldSession = held && sessions.find(({ id }) => id === held.id)
  return (
    <>
      {editable && <p className="soft">{t('grid.hint')}</p>}
      <p className="visually-hidden" role="status">
        {held && heldSession ? t('grid.held', { title: read(heldSession.title, language), from: timeOf(held.from), to: timeOf(held.from + held.minutes), where: columnName(columns[held.column]!) }) : ''}
      </p>
      <div className="day-grid" ref={root} role="group" tabIndex={0} aria-label={t('programme.title')} style={{ '--columns': columns.length, '--height': `${(to - from) * scale}px`, '--hour': `${60 * scale}px` } as object}>
        <div className="corner" />
        {columns.map((column) => <h2 key={column.key} className="column-head">{columnName(column)}{column.yurt > 0 && <span className="soft">{read(column.place, language)}</span>}</h2>)}
        <div className="hours" aria-hidden="true">
          {hours.map((one) => <span key={one} style={{ top: (one - from) * scale }}>{timeOf(one)}</span>)}
        </div>
        {columns.map((column, i) => {
          const own = byColumn.get(column.key) ?? []
          const lanes = lanesOf(own)
          return (
            <ol key={column.key} className="column" data-column={i} aria-label={columnName(column)}>
              {own.map((session) => {
                const [lane, of] = lanes.get(session.id)!
                return (
                  <Block key={session.id} session={session} top={(minutesOf(clock.time(session.starts_at)) - from) * scale} height={lengthOf(session) * scale} lane={lane} of={of}
                    time={`${clock.time(session.starts_at)}–${clock.time(session.ends_at)}`} clash={clashes.has(session.id)} held={held?.id === session.id} editable={editable}
                    onOpen={onOpen} onKey={(event) => key(event, session, i)} onStretch={(event) => stretch(event, session, i)} onLeave={() => held?.id === session.id && hold(undefined)} />
                )
              })}
              {held?.column === i && <li className="would-be" aria-hidden="true" style={{ top: (held.from - from) * scale, height: held.minutes * scale }}>{timeOf(held.from)}–{timeOf(held.from + held.minutes)}</li>}
            </ol>
          )
        })}
      </div>
    </>
  )
}

interface BlockProps {
  session: Session
  top: number
  height: number
  lane: number
  of: number
  time: string
  clash: boolean
  held: boolean
  editable: boolean
  onOpen: (id: string) => void
  onKey: (event: KeyboardEvent) => void
  onStretch: (event: PointerEvent<HTMLElement>) => void
  onLeave: () => void
}

function Block({ session, top, height, lane, of, time, clash, held, editable, onOpen, onKey, onStretch, onLeave }: BlockProps) {
  const { t, language } = useSpeech()
  const cancelled = session.state === 'cancelled'
  const movable = editable && !cancelled
  const words = (
    <>
      <span className="time">{time}</span> <strong>{read(session.title, language)}</strong>
      {cancelled && <span className="pill bad">{t('session.cancelled')}</span>}
      {clash && <span className="pill warn">{t('grid.clash')}</span>}
    </>
  )
  return (
    <li className="block" data-session={movable ? session.id : undefined} data-kind={session.kind} data-clash={clash || undefined} data-taken={held || undefined} data-cancelled={cancelled || undefined}
      style={{ top, height, insetInlineStart: `${(lane / of) * 100}%`, width: `${100 / of}%` }}>
      {editable ? (
        // Space takes a session up; let go, it would press the button too, in some browsers. One that is cancelled only opens.
        <button className="block-body" aria-pressed={movable ? held : undefined} onClick={() => onOpen(session.id)} onKeyDown={movable ? onKey : undefined} onBlur={onLeave}
          onKeyUp={(event) => movable && event.code === 'Space' && event.preventDefault()}>{words}</button>
      ) : (
        <div className="block-body">{words}</div>
      )}
      {movable && <span className="stretch" data-undraggable onPointerDown={onStretch} />}
    </li>
  )
}
