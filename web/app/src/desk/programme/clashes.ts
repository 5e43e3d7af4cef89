import type { Session } from '../../core/contract/sessions.d.ts'
import { fold } from '../../core/text.ts'

/** Of a session, what says when, where and who. */
export type Slot = Pick<Session, 'id' | 'starts_at' | 'ends_at' | 'yurt' | 'place' | 'people' | 'state'>

/** Two sessions that cannot both be: in one place, or with the same person, at the same time. */
export interface Clash {
  with: string // the other session
  person?: string // who would be in both, by account or participant; none: the place is the same
}

/** Where a session is: its yurt, or its place by any wording; '' where none is said. */
export function placeKey({ yurt, place }: Pick<Session, 'yurt' | 'place'>): string {
  if (yurt) return `yurt/${yurt}`
  const words = fold(place?.ru || place?.kk || '')
  return words && `place/${words}`
}

const personKey = ({ account_id, participant_id }: Session['people'][number]) => account_id || participant_id || ''

/** What clashes with what, by session. What only touches, one ending as the other begins, does not. */
export function clashesOf(sessions: readonly Slot[]): Map<string, Clash[]> {
  const found = new Map<string, Clash[]>()
  const note = (id: string, clash: Clash) => found.set(id, [...(found.get(id) ?? []), clash])
  const sorted = sessions
    .filter(({ state }) => state !== 'cancelled')
    .map((one) => ({ one, from: Date.parse(one.starts_at), to: Date.parse(one.ends_at), place: placeKey(one), people: new Set(one.people.map(personKey)) }))
    .toSorted((a, b) => a.from - b.from)
  sorted.forEach((a, i) => {
    for (const b of sorted.slice(i + 1)) {
      if (b.from >= a.to) break
      const both = [...a.people].filter((person) => person && b.people.has(person))
      const why = [...(a.place && a.place === b.place ? [undefined] : []), ...both]
      for (const person of why) {
        note(a.one.id, { with: b.one.id, person })
        note(b.one.id, { with: a.one.id, person })
      }
    }
  })
  return found
}
