import { uuidv4, uuidv7 } from '../../core/uuid.ts'
import type { Store } from '../store/db.ts'
import { addErrand } from '../store/errands.ts'
import type { Context, Round, RoundSettings } from '../place/types.ts'
import type { Mark, Marking, MarkKind } from './types.ts'
import type { MarkView } from './views.ts'

/** What a facilitator can do with marks. Each verb resolves only when the marks and their errand are on the disk. */

export const noLevel = -1

/** Where marks are put: a session without rounds marks in itself. */
export interface Sheet {
  forum: string
  session: string
  round: string
}

export function sheetOf(context: Context, round: Round | undefined): Sheet {
  return { forum: context.forum.id, session: context.session.id, round: round?.id ?? context.session.id }
}

export interface Thing {
  suggestion_id: string
  kind: MarkKind
  voter: string
  level?: number
}

export function keyOf(round: string, { suggestion_id, kind, voter, level = noLevel }: Thing): string {
  return [round, suggestion_id, kind, voter, level].join('/')
}

/** The server's rule: the higher counter stays; two copies of a tablet may have used the same one, then the later id. */
export function beats(one: Pick<Mark, 'counter' | 'id'>, other: Pick<Mark, 'counter' | 'id'>): boolean {
  return one.counter > other.counter || (one.counter === other.counter && one.id > other.id)
}

/**
 * Counts hands: each tablet has a count of its own, and the counts add up, so that two people may count at once and
 * a press is never lost to another tablet's press.
 */
export function count(store: Store, sheet: Sheet, thing: Omit<Thing, 'voter'>, to: (own: number) => number): Promise<number> {
  return store.atomically(async () => {
    const voter = (await store.fact('device'))?.id ?? ''
    const before = (await store.marks.get(keyOf(sheet.round, { ...thing, voter })))?.value ?? 0
    const value = Math.min(1000, Math.max(0, Math.round(to(before))))
    if (value !== before) await cast(store, sheet, [{ ...thing, voter, value }])
    return value
  })
}

/** Puts a suggestion into the matrix, for the whole group: whoever moves it last is right. 0 takes it out. */
export async function place(store: Store, sheet: Sheet, suggestion_id: string, { impact, effort }: { impact: number; effort: number }): Promise<void> {
  const thing = { suggestion_id, voter: sheet.session }
  await cast(store, sheet, [
    { ...thing, kind: 'impact', value: impact },
    { ...thing, kind: 'effort', value: effort },
  ])
}

/** The tablet is in a participant's hands: a new random name that leads to nobody. */
export function beginTurn(store: Store, sheet: Sheet): Promise<void> {
  return changeMarking(store, sheet.round, () => ({ turn: { voter: uuidv4(), picks: [], done: false } }))
}

/** Chooses a suggestion as the next one, or takes it out of the choice. */
export function pick(store: Store, sheet: Sheet, suggestion_id: string, most: number): Promise<void> {
  return changeMarking(store, sheet.round, ({ turn }) => {
    if (!turn || turn.done) return {}
    const without = turn.picks.filter((id) => id !== suggestion_id)
    const picks = without.length < turn.picks.length ? without : [...turn.picks, suggestion_id].slice(0, most)
    return { turn: { ...turn, picks } }
  })
}

/** Moves a chosen suggestion one place up. */
export function prefer(store: Store, sheet: Sheet, suggestion_id: string): Promise<void> {
  return changeMarking(store, sheet.round, ({ turn }) => {
    const at = turn?.picks.indexOf(suggestion_id) ?? -1
    if (!turn || turn.done || at < 1) return {}
    return { turn: { ...turn, picks: turn.picks.with(at - 1, suggestion_id).with(at, turn.picks[at - 1]!) } }
  })
}

/** Gives points for the places: of five, five to the first. What the same person ranked before is replaced. */
export function finishTurn(store: Store, sheet: Sheet, scale: number): Promise<void> {
  return store.atomically(async () => {
    const turn = (await markingOf(store, sheet.round)).turn
    if (!turn || turn.done) return
    const { voter, picks } = turn
    const before = (await store.marks.where('round_id').equals(sheet.round).toArray()).filter((mark) => mark.voter === voter && mark.kind === 'rank')
    const dropped = before.map((mark) => mark.suggestion_id).filter((id) => !picks.includes(id))
    const ranks = [...picks.map((id, at) => ({ id, value: scale - at })), ...dropped.map((id) => ({ id, value: 0 }))]
    await cast(store, sheet, ranks.map(({ id, value }) => ({ suggestion_id: id, kind: 'rank', voter, value })))
    await changeMarking(store, sheet.round, () => ({ turn: { ...turn, done: true } }))
  })
}

/** The person who has just finished thinks again; once the tablet is handed on, nobody can. */
export function undoTurn(store: Store, sheet: Sheet): Promise<void> {
  return changeMarking(store, sheet.round, ({ turn }) => (turn ? { turn: { ...turn, done: false } } : {}))
}

/** No more turns: what the last person saw is forgotten. */
export function endTurns(store: Store, sheet: Sheet): Promise<void> {
  return changeMarking(store, sheet.round, () => ({ turn: undefined }))
}

/** All marks of one call are one errand and say everything about what they mark, so they take the place of an unsent one. */
async function cast(store: Store, { forum, session, round }: Sheet, marks: (Thing & { value: number })[]): Promise<void> {
  if (!marks.length) return
  await store.atomically(async () => {
    const rows: Mark[] = []
    for (const { level = noLevel, ...thing } of marks) {
      const key = keyOf(round, { ...thing, level })
      const counter = ((await store.marks.get(key))?.counter ?? 0) + 1
      rows.push({ key, id: uuidv7(), session_id: session, round_id: round, level, ...thing, counter })
    }
    await store.marks.bulkPut(rows)
    const [first] = rows as [Mark]
    const key = first.kind === 'rank' ? `marks/${round}/rank/${first.voter}` : `marks/${first.key}`
    const path = `/api/facilitation/forums/${forum}/rounds/${round}/marks`
    const body = { marks: rows.map(asSent) }
    await addErrand(store, { kind: 'marks', key, forum_id: forum, session_id: session, method: 'POST', path, body }, { replace: true })
  })
}

function asSent({ id, session_id, suggestion_id, kind, voter, level, value, counter }: Mark) {
  return { id, session_id, suggestion_id, kind, voter, ...(level !== noLevel && { level }), value, counter }
}

export async function markingOf(store: Store, round: string): Promise<Marking> {
  return (await store.fact('marking'))?.[round] ?? {}
}

export function changeMarking(store: Store, round: string, change: (before: Marking) => Marking): Promise<void> {
  return store.atomically(async () => {
    const all = (await store.fact('marking')) ?? {}
    const before = all[round] ?? {}
    await store.keep('marking', { ...all, [round]: { ...before, ...change(before) } })
  })
}

export type Settings = RoundSettings & Required<Pick<RoundSettings, 'dots' | 'stacking' | 'hidden_count' | 'scale'>>

/** What was set on the screen, else what the step says if it is a step of this method, else what is usual. */
export function settingsOf(view: MarkView, round: Round | undefined, marking: Marking, ideas: number): Settings {
  const { dots, scale, ...planned } = (round?.view === view && round.settings) || {}
  // A third of the ideas and one more, as the method has it, between three and five.
  const usual = Math.min(5, Math.max(3, Math.floor(ideas / 3) + 1))
  return { stacking: false, hidden_count: true, ...planned, dots: dots || usual, scale: scale || 5, ...marking.settings?.[view] }
}
