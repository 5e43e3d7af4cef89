import { keyOf } from '../../core/tags.ts'
import type { Store } from '../store/db.ts'

/** The tags that this session has used, the most frequent first, each as it was first spelled. */
export async function usedTags(store: Store): Promise<string[]> {
  const context = await store.fact('context')
  const used = new Map<string, { tag: string; times: number }>()
  for (const { tags = [], withdrawn } of await store.lines.where('session_id').equals(context?.session.id ?? '').sortBy('pos')) {
    for (const tag of withdrawn ? [] : tags) {
      const { tag: first, times } = used.get(keyOf(tag)) ?? { tag, times: 0 }
      used.set(keyOf(tag), { tag: first, times: times + 1 })
    }
  }
  return [...used.values()].sort((a, b) => b.times - a.times).map(({ tag }) => tag)
}

/** Those that go on from what was begun, without those that stand in the line already. */
export function offered(used: readonly string[], typed: string): string[] {
  const [begun = '', ...standing] = [...typed.matchAll(/(?<=\s)#(\S*)/g)].map((match) => keyOf(match[1]!)).reverse()
  return used.filter((tag) => keyOf(tag).startsWith(begun) && !standing.includes(keyOf(tag))).slice(0, 8)
}
