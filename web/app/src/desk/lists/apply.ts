import type { QueryClient } from '@tanstack/react-query'
import type { Changes, Noun } from './changes.ts'
import { grown, type Part, patched } from './part.ts'
import { activeLists, read } from './useList.ts'

type Any = { id: string }

/** Counts are read anew this often at most while others work: they are read by people, who do not count in tenths. */
const countsEveryMs = 3000
/** Most ids that a list is asked about at once; with more it is read anew, as far as it is shown. */
const idsAtOnce = 100

/**
 * Brings what is on the screen up to date with what has changed, reading only that: items by their ids, counts by their
 * numbers. `own` changes, which the person at this desk has just made, are counted at once.
 */
export async function apply(client: QueryClient, forum: string, changes: Changes, own = false): Promise<void> {
  await Promise.all(
    Object.entries(changes).map(async ([name, { ids = [], grew, all }]) => {
      const noun = name as Noun
      const again = (...key: unknown[]) => client.invalidateQueries({ queryKey: noun === 'organisations' ? [noun] : [forum, noun, ...key] }) // bodies belong to no forum
      if (all || ids.length > idsAtOnce) return again()
      if (ids.length) {
        await Promise.all([
          ...activeLists(client, forum, noun).map((list) => bringIn(client, list, ids)),
          ...ids.map((id) => again('one', id)),
          again('of'),
        ])
      }
      if (own) await again('counts')
      else if (ids.length || grew) later(client, forum, noun)
    }),
  )
}

async function bringIn(client: QueryClient, { queryKey, listed, forum, filter }: ReturnType<typeof activeLists>[number], ids: readonly string[]): Promise<void> {
  const { items } = await read<Any>(listed, forum, filter, { ids })
  client.setQueryData<Part<Any>>(queryKey, (part) => part && patched(part, ids, items, listed.order, isTypedIn))
}

/** Whether somebody types into a card: it stays, wherever what it shows has gone meanwhile. */
const isTypedIn = (id: string): boolean => document.querySelector(`[data-id="${CSS.escape(id)}"]:has(form)`) !== null

const due = new Set<string>()

/** Reads counts and the lengths of lists anew, some seconds from now, once for all changes until then. */
function later(client: QueryClient, forum: string, noun: Noun): void {
  const key = `${forum}/${noun}`
  if (due.has(key)) return
  due.add(key)
  setTimeout(() => {
    due.delete(key)
    void client.invalidateQueries({ queryKey: [forum, noun, 'counts'] })
    for (const list of activeLists(client, forum, noun)) void measure(client, list).catch(() => undefined)
  }, countsEveryMs)
}

async function measure(client: QueryClient, { queryKey, listed, forum, filter }: ReturnType<typeof activeLists>[number]): Promise<void> {
  const { total } = await read<Any>(listed, forum, filter, { offset: 0, limit: 1 })
  client.setQueryData<Part<Any>>(queryKey, (part) => part && grown(part, total, listed.newestFirst))
}
