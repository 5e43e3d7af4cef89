import type { Session } from '../../core/contract/sessions.d.ts'
import type { ForumTime } from '../../core/forumTime.ts'
import { placeKey } from './clashes.ts'

/** A column of the day's grid: a yurt, a place, or, last, none. */
export interface Column {
  key: string
  yurt: number
  place: Session['place']
}

/** What moving a session changes of it. */
export type Move = Pick<Session, 'starts_at' | 'ends_at' | 'yurt' | 'place'>

export const step = 15 // minutes, to which dragging keeps
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
export const timeOf = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** The yurts by their numbers, then the places; the same for every day, so that one finds them again. */
export function columnsOf(sessions: readonly Session[]): Column[] {
  const found = new Map<string, Column>()
  for (const { yurt, place } of sessions) {
    const key = placeKey({ yurt, place })
    const before = found.get(key)
    if (!before || (!before.place.kk && !before.place.ru)) found.set(key, { key, yurt, place })
  }
  const rank = ({ key, yurt }: Column) => (yurt ? yurt : key ? 10_000 : 20_000)
  return [...found.values()].toSorted((a, b) => rank(a) - rank(b) || a.key.localeCompare(b.key))
}

/** All days of a forum, and those beside them on which something is planned. */
export function daysOf(starts: string, ends: string, sessions: readonly Session[], clock: ForumTime): string[] {
  const days = new Set(sessions.map(({ starts_at }) => clock.day(starts_at)))
  for (let at = Date.parse(`${starts}T00:00Z`), n = 0; at <= Date.parse(`${ends}T00:00Z`) && n < 60; at += 86_400_000, n++) days.add(new Date(at).toISOString().slice(0, 10))
  return [...days].toSorted()
}

/** From when to when the grid shows a day: the forum's hours, and what is planned outside of them; whole hours. */
export function hoursOf(opens: string, closes: string, ofDay: readonly Session[], clock: ForumTime): [from: number, to: number] {
  const starts = ofDay.map(({ starts_at }) => minutesOf(clock.time(starts_at)))
  const ends = ofDay.map((one) => endOf(one, clock))
  return [Math.floor(Math.min(minutesOf(opens), ...starts) / 60) * 60, Math.ceil(Math.max(minutesOf(closes), ...ends) / 60) * 60]
}

/** When a session ends, in minutes of the day on which it began. */
export const endOf = ({ starts_at, ends_at }: Session, clock: ForumTime): number =>
  minutesOf(clock.time(starts_at)) + Math.round((Date.parse(ends_at) - Date.parse(starts_at)) / 60_000)

/** The session at another time of a day, by the forum's clock, as long as is said, in a column. */
export function moved(session: Session, day: string, from: number, minutes: number, column: Column, clock: ForumTime): Move {
  const starts_at = clock.instant(`${day}T${timeOf(from)}`)
  const ends_at = new Date(Date.parse(starts_at) + Math.max(step, minutes) * 60_000).toISOString()
  const place = column.key === placeKey(session) ? session.place : column.yurt && !column.place.kk && !column.place.ru ? session.place : column.place
  return { starts_at, ends_at, yurt: column.yurt, place }
}

/** Side by side what is in one column at once: of each its lane, and how many lanes there are. */
export function lanesOf(sessions: readonly Session[]): Map<string, [lane: number, of: number]> {
  const lanes = new Map<string, [number, number]>()
  let group: { id: string; lane: number }[] = []
  let ends: number[] = []
  const close = () => {
    for (const { id, lane } of group) lanes.set(id, [lane, ends.length])
    group = []
    ends = []
  }
  for (const { id, starts_at, ends_at } of sessions.toSorted((a, b) => a.starts_at.localeCompare(b.starts_at))) {
    const from = Date.parse(starts_at)
    if (ends.every((end) => end <= from)) close()
    const free = ends.findIndex((end) => end <= from)
    const lane = free < 0 ? ends.length : free
    ends[lane] = Date.parse(ends_at)
    group.push({ id, lane })
  }
  close()
  return lanes
}
