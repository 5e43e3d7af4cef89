import type { Table } from 'dexie'
import type { Text } from '../../core/i18n.ts'
import { excessOf } from '../../core/length.ts'
import { shows } from '../../core/text.ts'

/** One line of the report: who shall do what until when. */
export interface Recommendation {
  id: string
  text: Text
  who: string
  until: string
  suggestion_ids: readonly string[]
}

/** A session's report as the server tells it. */
export interface Told {
  version: number
  edition: number
  state: 'draft' | 'confirmed'
  recommendations: readonly Recommendation[]
  present: number
  agreed: number
  reason: string
  confirmed_at?: string
}

export interface Counts {
  present: number
  agreed: number
}

/** The report of a session as this tablet knows it. */
export interface ReportRow {
  session_id: string
  forum_id: string
  server?: Told
  /** What is worded here and the server has not got yet; it grew from `base`. */
  mine?: readonly Recommendation[]
  base?: readonly Recommendation[]
  /** Confirmed by the group on this tablet, not received yet. */
  confirming?: Counts & { at: string }
  /** Opened again on this tablet for a correction, not received yet. */
  correcting?: { reason: string }
  /** Another tablet's report that contradicts ours, shown beside it until a person chooses. */
  newer?: Told
  /** What the group has confirmed so far, the first edition first. */
  editions?: readonly Told[]
}

/** A session may take so many to the plenary; it is warned below the first number and refused above the second. */
export const fewConfirmed = 3
export const mostConfirmed = 5
/** So many the group may choose among. */
export const mostDrafted = 10

export const standing = (row: ReportRow | undefined): readonly Recommendation[] => row?.mine ?? row?.server?.recommendations ?? []

/** The server takes no longer ones. */
export const longest = { text: 2000, who: 300, until: 100, reason: 1000 }

export const isTooLong = ({ text, who, until }: Recommendation): boolean =>
  [text.kk, text.ru].some((words = '') => excessOf(words, longest.text)) || excessOf(who, longest.who) > 0 || excessOf(until, longest.until) > 0

export type Part = 'text' | 'who' | 'until'
export function missing({ text, who, until }: Recommendation): Part[] {
  const parts: [Part, boolean][] = [['text', shows((text.kk ?? '') + (text.ru ?? ''))], ['who', shows(who)], ['until', shows(until)]]
  return parts.filter(([, there]) => !there).map(([part]) => part)
}

/** What keeps the group from confirming; warnings do not. */
export function hindrance(all: readonly Recommendation[]): 'empty' | 'tooMany' | 'incomplete' | 'tooLong' | undefined {
  if (!all.length) return 'empty'
  if (all.length > mostConfirmed) return 'tooMany'
  if (all.some(isTooLong)) return 'tooLong'
  return all.some((one) => missing(one).length) ? 'incomplete' : undefined
}

/** What shows nothing is no wording. */
const worded = (text = '') => (shows(text) ? text : '')
const canonical = ({ id, text, who, until, suggestion_ids }: Recommendation) =>
  JSON.stringify([id, worded(text.kk), worded(text.ru), who, until, suggestion_ids])
const equal = (a: Recommendation, b: Recommendation) => canonical(a) === canonical(b)

/** Whether two reports say the same, in the same order. */
export function same(a: readonly Recommendation[], b: readonly Recommendation[]): boolean {
  return a.length === b.length && a.every((one, i) => equal(one, b[i]!))
}

/**
 * Two people worked on one report from the same base. What only one of them changed is taken from that one; what one
 * removed and the other did not touch is removed; what both changed in different ways is a clash that a person ends.
 */
export function merge(base: readonly Recommendation[], mine: readonly Recommendation[], theirs: readonly Recommendation[]) {
  const clashes: string[] = []
  const find = (list: readonly Recommendation[], id: string) => list.find((one) => one.id === id)
  const pick = (id: string): Recommendation | undefined => {
    const [b, m, t] = [find(base, id), find(mine, id), find(theirs, id)]
    if (!m || !t) {
      const left = m ?? t!
      return b && equal(left, b) ? undefined : left // removed by the other and untouched; anything else is kept
    }
    return fields(b, m, t, () => clashes.push(id))
  }
  const merged = order(base, mine, theirs).map(pick).filter((one) => one !== undefined)
  return { merged, clashes }
}

function fields(b: Recommendation | undefined, m: Recommendation, t: Recommendation, clash: () => void): Recommendation {
  const choose = <T>(before: T | undefined, ours: T, other: T): T => {
    const [was, a, o] = [before, ours, other].map((value) => JSON.stringify(value ?? ''))
    if (a !== o && a !== was && o !== was) clash()
    return a === was ? other : ours
  }
  return {
    id: m.id,
    text: { kk: choose(b?.text.kk ?? '', m.text.kk ?? '', t.text.kk ?? ''), ru: choose(b?.text.ru ?? '', m.text.ru ?? '', t.text.ru ?? '') },
    who: choose(b?.who, m.who, t.who),
    until: choose(b?.until, m.until, t.until),
    suggestion_ids: choose(b?.suggestion_ids, m.suggestion_ids, t.suggestion_ids),
  }
}

/** All ids: in our order if we changed the order, else in theirs; what the other added stands after what it followed there. */
function order(base: readonly Recommendation[], mine: readonly Recommendation[], theirs: readonly Recommendation[]): string[] {
  const [b, m, t] = [base, mine, theirs].map((list) => list.map(({ id }) => id)) as [string[], string[], string[]]
  const moved = m.filter((id) => b.includes(id)).join() !== b.filter((id) => m.includes(id)).join()
  const [first, second] = moved ? [m, t] : [t, m]
  const all = [...first]
  second.forEach((id, i) => {
    if (!all.includes(id)) all.splice(i ? all.indexOf(second[i - 1]!) + 1 : 0, 0, id)
  })
  return all
}

declare module '../store/db.ts' {
  interface Store {
    reports: Table<ReportRow, string>
  }
}
