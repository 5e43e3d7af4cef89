/**
 * What a screen knows of a long list: how long it is, and those of its items that were read, each at its place. The rest
 * are holes. `moves` grows whenever places shift, so that an answer to an older question can be told from a newer.
 */
export interface Part<T> {
  total: number
  items: readonly (T | undefined)[]
  moves: number
}

export type Order<T> = (a: T, b: T) => number

/** A piece of the list as the server gave it, from a place on. */
export interface Piece<T> {
  offset: number
  items: readonly T[]
  total: number
}

export const partOf = <T>(piece: Piece<T>): Part<T> => placed({ total: piece.total, items: [], moves: 0 }, piece)

/** The same with what a piece brought. A list that has become longer has grown, see below; of a shorter one only the piece is certain. */
export function placed<T>(part: Part<T>, { offset, items, total }: Piece<T>, newestFirst = false): Part<T> {
  const before = total < part.total ? { total, items: [], moves: part.moves + 1 } : grown(part, total, newestFirst)
  const all = [...before.items]
  items.forEach((item, i) => (all[offset + i] = item))
  return { ...before, items: all }
}

/** The first hole between two places, cut to what may be asked for at once; undefined when everything is there. */
export function hole<T>({ items, total }: Part<T>, from: number, to: number, most: number): { offset: number; limit: number } | undefined {
  const end = Math.min(to, total)
  let offset = Math.max(0, from)
  while (offset < end && items[offset]) offset++
  if (offset >= end) return undefined
  let limit = 1
  while (limit < most && offset + limit < end && !items[offset + limit]) limit++
  return { offset, limit }
}

/**
 * The list after `ids` have changed, of which the server still finds `found` in it: those are replaced or take their place
 * in the order; the others leave. One that is `kept` (somebody types in it) stays where it is until it may go.
 */
export function patched<T extends { id: string }>(part: Part<T>, ids: readonly string[], found: readonly T[], order: Order<T>, kept: (id: string) => boolean = () => false): Part<T> {
  const items: (T | undefined)[] = [...part.items]
  items.length = part.total
  let { total, moves } = part
  let changed = false
  const news = new Map(found.map((item) => [item.id, item]))
  for (const id of ids) {
    const at = items.findIndex((item) => item?.id === id)
    const item = news.get(id)
    if (at >= 0 && item && order(items[at]!, item) === 0) items[at] = item
    else if (at >= 0 && (item || !kept(id))) {
      items.splice(at, 1)
      total--
    }
    if (item && !items.some((one) => one?.id === id)) {
      const later = items.findIndex((one) => one && order(one, item) > 0)
      const place = later < 0 ? total : later
      // Beside a hole its place is not known for certain: it is one of the holes, and read when that comes to be seen.
      items.splice(place, 0, place === 0 || items[place - 1] ? item : undefined)
      total++
    }
    changed ||= at >= 0 || item !== undefined
  }
  if (total !== part.total || items.some((item, i) => item?.id !== part.items[i]?.id)) moves++
  return changed ? { total, items, moves } : part
}

/** The list when it has become longer, or shorter, where nobody looks: at its end, or at its beginning if the newest come first. */
export function grown<T>(part: Part<T>, total: number, newestFirst = false): Part<T> {
  if (total === part.total) return part
  if (!newestFirst) return { total, items: part.items.slice(0, total), moves: part.moves + 1 }
  const more = total - part.total
  const items = more > 0 ? [...Array<undefined>(more), ...part.items] : []
  return { total, items, moves: part.moves + 1 }
}
