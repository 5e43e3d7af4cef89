import type { Table } from 'dexie'
import type { Text } from '../../core/i18n.ts'

/** The server takes no longer name, in either language. */
export const longestTitle = 200

/** How a group is, or shall be. */
export interface Arrangement {
  title: Text
  suggestion_ids: readonly string[]
  position: number
  dissolved: boolean
}

/** A group as the server tells it. */
export interface Told {
  id: string
  version: number
  state: 'standing' | 'dissolved'
  title: Text
  suggestion_ids: readonly string[]
  position: number
}

/** A group as this tablet knows it: as the server told it last, and as it shall be when that has not arrived yet. */
export interface GroupRow {
  id: string
  forum_id: string
  session_id: string
  version: number
  server?: Arrangement
  mine?: Arrangement
}

/** One step back: the groups that a deed touched, before and after it. A group that was not there is null. */
export interface Step {
  seq?: number
  session_id: string
  changes: { id: string; before: Arrangement | null; after: Arrangement }[]
}

/** The tray is where cards lie that are in no group. */
export const tray = ''

export const arrangementOf = ({ title, suggestion_ids, position, state }: Told): Arrangement => ({ title, suggestion_ids, position, dissolved: state === 'dissolved' })

export const now = (row: GroupRow): Arrangement | undefined => row.mine ?? row.server

export function same(a: Arrangement, b: Arrangement): boolean {
  const canonical = ({ title, suggestion_ids, position, dissolved }: Arrangement) =>
    dissolved ? '' : JSON.stringify([title.kk ?? '', title.ru ?? '', suggestion_ids, position])
  return canonical(a) === canonical(b)
}

/**
 * Two tablets arranged one group from the same base. The rule:
 * - the cards are the union: theirs in their order without those that we took out, then those that we put in;
 * - a name or place that only one changed is that one's; if both named it, both names stand, " / " between them;
 * - a group that either took apart stays apart, and its cards lie in the tray, unless the other put cards in meanwhile.
 * A card that both put into different groups lies where it was put last by the server's reckoning.
 */
export function merge(base: Arrangement | undefined, mine: Arrangement, theirs: Arrangement): Arrangement {
  if (theirs.dissolved) return theirs
  if (mine.dissolved) return addedBy(theirs, base).length ? theirs : mine
  return {
    title: { kk: name(base?.title.kk, mine.title.kk, theirs.title.kk), ru: name(base?.title.ru, mine.title.ru, theirs.title.ru) },
    suggestion_ids: cards(base, mine, theirs),
    position: mine.position === base?.position ? theirs.position : mine.position,
    dissolved: false,
  }
}

const addedBy = (side: Arrangement, base: Arrangement | undefined) => side.suggestion_ids.filter((id) => !base?.suggestion_ids.includes(id))

function cards(base: Arrangement | undefined, mine: Arrangement, theirs: Arrangement): readonly string[] {
  const [was, ours, other] = [base, mine, theirs].map((side) => side?.suggestion_ids.join())
  if (other === was) return mine.suggestion_ids
  if (ours === was) return theirs.suggestion_ids
  const tookOut = new Set(base?.suggestion_ids.filter((id) => !mine.suggestion_ids.includes(id)))
  const kept = theirs.suggestion_ids.filter((id) => !tookOut.has(id))
  return [...kept, ...addedBy(mine, base).filter((id) => !kept.includes(id))]
}

function name(base = '', mine = '', theirs = ''): string {
  if (mine === base || mine === theirs) return theirs
  if (theirs === base) return mine
  // Sent again after a lost answer, a double name must not grow.
  return theirs.split(' / ').includes(mine) ? theirs : mine.split(' / ').includes(theirs) ? mine : `${theirs} / ${mine}`
}

export interface Board {
  groups: { id: string; title: Text; cards: string[] }[]
  tray: string[]
}

/** What lies where. A card that stands in two groups for the moment lies where this tablet put it. */
export function board(rows: readonly GroupRow[], lines: readonly string[]): Board {
  const known = new Set(lines)
  const put = new Map<string, string>()
  const standing = rows.filter((row) => now(row) && !now(row)!.dissolved)
  for (const row of standing) for (const card of now(row)!.suggestion_ids) if (!put.has(card) || isOurs(row, card)) put.set(card, row.id)
  const groups = standing
    .toSorted((a, b) => now(a)!.position - now(b)!.position || (a.id < b.id ? -1 : 1))
    .map((row) => ({ id: row.id, title: now(row)!.title, cards: now(row)!.suggestion_ids.filter((card) => put.get(card) === row.id && known.has(card)) }))
  return { groups, tray: lines.filter((card) => !put.has(card)) }
}

/** Put in on this tablet, and the server does not have it there yet. */
export function isOurs({ mine, server }: GroupRow, card: string): boolean {
  return Boolean(mine?.suggestion_ids.includes(card)) && !server?.suggestion_ids.includes(card)
}

/** Where a dragged card lands: among the others of the group, at that place. */
export function placed(cards: readonly string[], card: string, at = cards.length): string[] {
  const rest = cards.filter((one) => one !== card)
  const before = cards.slice(0, at).filter((one) => one !== card).length
  return rest.toSpliced(before, 0, card)
}

declare module '../store/db.ts' {
  interface Store {
    groups: Table<GroupRow, string>
    groupSteps: Table<Step, number>
  }
}
