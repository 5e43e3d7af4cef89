import { type QueryKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ItemOf, Known, QueryOf } from '../core/contract.ts'
import type { DatedName, Organisation } from '../core/contract/sessions.d.ts'
import { type Language, read } from '../core/i18n.ts'
import { apply } from './lists/apply.ts'
import { type Changes, changesOf, membersOf, type Noun, type Service } from './lists/changes.ts'
import { at } from './lists/paths.ts'
import { followTogether } from './live.ts'
import { api } from './staff.ts'

export { at }

/**
 * All pages of a list that the programme keeps short: themes, a session's lines and rounds. Lists that grow with the forum
 * are read in parts, see lists/useList.ts.
 */
export async function all<const P extends string>(path: P & Known<P, 'get'>, query?: QueryOf<P, 'get'>): Promise<ItemOf<P>[]> {
  const items: ItemOf<P>[] = []
  let after: string | undefined
  do {
    const { body } = await api.call<{ items: ItemOf<P>[]; next?: string }>(path, { query: { ...query, after, limit: 500 } })
    items.push(...body.items)
    after = body.next
  } while (after)
  return items
}

export const useForumFacts = (forum: string) => useQuery({ queryKey: [forum, 'forum'], queryFn: () => api.get(at.sessions(forum)), enabled: Boolean(forum) }) // pages of the whole installation have none

export const useThemes = (forum: string) =>
  useQuery({ queryKey: [forum, 'themes'], queryFn: () => all(`${at.sessions(forum)}/themes`), staleTime: 60_000 })

/** The name that a body has on a day, else its last: state bodies are renamed, merged and split. */
export const inForce = (body: Organisation | undefined, day: string): DatedName | undefined =>
  body?.names.find(({ valid_from = '', valid_to }) => valid_from <= day && (!valid_to || day <= valid_to)) ?? body?.names.at(-1)

/** The same in words, as of today, the forum's. */
export const nameOf = (body: Organisation | undefined, today: string, language: Language): string => read(inForce(body, today)?.name, language)

/**
 * A write; `error` is the server's own words. What it changes is read anew and nothing else: `changes` says what that is,
 * of the input and the server's answer. Without it everything on the screen is.
 */
export function useWrite<In, Out = unknown>(forum: string, write: (input: In) => Promise<Out>, changes?: (input: In, answer: Out | undefined) => Changes) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: write,
    // Also after a refusal: what it refused was decided on something older than what stands now.
    onSettled: (answer, _, input) =>
      void (changes ? apply(client, forum, changes(input, answer), true) : client.invalidateQueries({ queryKey: [forum] })).catch(() => undefined),
  })
}

/**
 * Keeps what is on screen fresh. The service's stream tells once a second at most of which things its events spoke; those
 * of them that are shown are read by their ids. Opening the stream reads what was read before it was open.
 */
export function useLiveLists(forum: string, service: Service, ...nouns: Noun[]): boolean {
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const concerned = nouns.join()
  useEffect(() => {
    const stop = new AbortController()
    const wanted = concerned.split(',') as Noun[]
    const invalidate = (since: number) =>
      wanted.forEach((noun) => void client.invalidateQueries({ queryKey: [forum, noun] as QueryKey, predicate: ({ state }) => state.dataUpdatedAt < since && state.fetchStatus === 'idle' }))
    followTogether(`/api/${service}/forums/${forum}/live?told=${membersOf(service)}`, stop.signal, {
      onChanged: (digest) => {
        const changes = changesOf(service, digest)
        const seen = Object.fromEntries(Object.entries(changes).filter(([noun]) => wanted.includes(noun as Noun)))
        void apply(client, forum, seen).catch(() => invalidate(Infinity))
      },
      onReset: () => invalidate(Infinity),
      onState: (state) => {
        setOpen(state)
        if (state) invalidate(Date.now())
      },
    })
    return () => stop.abort()
  }, [client, forum, service, concerned])
  return open
}
