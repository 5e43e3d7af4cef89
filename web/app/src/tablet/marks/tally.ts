import type { Mark, MarkKind, PhoneTotals } from './types.ts'
import { noLevel } from './marks.ts'

/** How the marks of one suggestion add up, from tablets and phones. */
export interface Totals {
  dots: number
  points: number
  /** Means; undefined where nothing is marked. */
  impact?: number
  effort?: number
  /** People per level of agreement, 0 to 5 fingers. */
  levels: number[]
  /** Of these from phones. */
  phoneDots: number
}

interface Sum {
  sum: number
  votes: number
}

export function addUp(marks: readonly Mark[], phones: readonly PhoneTotals[] = []): Map<string, Totals> {
  const all = new Map<string, Totals & Record<'impacts' | 'efforts', Sum>>()
  const of = (id: string) => {
    const known = all.get(id) ?? { dots: 0, points: 0, levels: [0, 0, 0, 0, 0, 0], phoneDots: 0, impacts: { sum: 0, votes: 0 }, efforts: { sum: 0, votes: 0 } }
    all.set(id, known)
    return known
  }
  for (const mark of marks) {
    const total = of(mark.suggestion_id)
    if (mark.kind === 'dots') total.dots += mark.value
    else if (mark.kind === 'rank') total.points += mark.value
    else if (mark.kind === 'agree') total.levels[mark.level === noLevel ? mark.value : mark.level]! += mark.level === noLevel ? 1 : mark.value
    else if (mark.value > 0) add(mark.kind === 'impact' ? total.impacts : total.efforts, mark.value, 1)
  }
  for (const phone of phones) {
    const total = of(phone.suggestion_id)
    total.dots += phone.dots
    total.phoneDots += phone.dots
    total.points += phone.points
    phone.levels.forEach((people, level) => (total.levels[level]! += people))
    add(total.impacts, phone.impact * phone.impact_votes, phone.impact_votes)
    add(total.efforts, phone.effort * phone.effort_votes, phone.effort_votes)
  }
  for (const total of all.values()) {
    total.impact = mean(total.impacts)
    total.effort = mean(total.efforts)
  }
  return all
}

function add(to: Sum, sum: number, votes: number): void {
  to.sum += sum
  to.votes += votes
}

const mean = ({ sum, votes }: Sum): number | undefined => (votes ? sum / votes : undefined)

/** The mean of the fingers shown; undefined when nobody showed any. */
export function meanLevel(levels: readonly number[]): number | undefined {
  const people = levels.reduce((sum, count) => sum + count, 0)
  return people ? levels.reduce((sum, count, level) => sum + count * level, 0) / people : undefined
}

/** How many people have marked with this kind on the tablets of the session, one after the other. */
export function votersOf(marks: readonly Mark[], kind: MarkKind): number {
  return new Set(marks.filter((mark) => mark.kind === kind && mark.value > 0).map((mark) => mark.voter)).size
}

export interface Place<T> {
  item: T
  value: number
  /** 2 and 3 for both of two that share the second place. */
  from: number
  to: number
}

/** The greatest first; what is equal shares its places and stands in the order in which it was said. */
export function placed<T>(items: readonly T[], valueOf: (item: T) => number): Place<T>[] {
  const sorted = items.map((item) => ({ item, value: valueOf(item) })).sort((a, b) => b.value - a.value)
  return sorted.map(({ item, value }) => ({
    item,
    value,
    from: sorted.findIndex((other) => other.value === value) + 1,
    to: sorted.findLastIndex((other) => other.value === value) + 1,
  }))
}
