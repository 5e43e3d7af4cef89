import { type QueryKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Language, read } from '../core/i18n.ts'
import { followTogether } from './live.ts'
import { api } from './staff.ts'
import type { Forum, Organisation, Page, Theme } from './types.ts'

/** All pages of a list. The desk works on whole lists: the largest forum of the volume model has 2,800 suggestions. */
export async function all<T>(path: string, query: Record<string, string | undefined> = {}): Promise<T[]> {
  const items: T[] = []
  let after: string | undefined
  do {
    const page = await api.get<Page<T>>(path, { ...query, after, limit: 500 })
    items.push(...page.items)
    after = page.next
  } while (after)
  return items
}

export const at = {
  sessions: (forum: string) => `/api/sessions/forums/${forum}`,
  facilitation: (forum: string) => `/api/facilitation/forums/${forum}`,
  decisions: (forum: string) => `/api/decisions/forums/${forum}`,
  notifications: (forum: string) => `/api/notifications/forums/${forum}`,
}

export const useForumFacts = (forum: string) => useQuery({ queryKey: [forum, 'forum'], queryFn: () => api.get<Forum>(at.sessions(forum)) })

export const useThemes = (forum: string) =>
  useQuery({ queryKey: [forum, 'themes'], queryFn: () => all<Theme>(`${at.sessions(forum)}/themes`) })

export const useOrganisations = () =>
  useQuery({ queryKey: ['organisations'], queryFn: () => all<Organisation>('/api/sessions/organisations'), staleTime: 60_000 })

/** A body's name as of today: state bodies are renamed, merged and split. */
export function nameOf(body: Organisation | undefined, language: Language): string {
  const today = new Date().toISOString().slice(0, 10)
  const inForce = body?.names.find(({ valid_from, valid_to }) => valid_from <= today && (!valid_to || today <= valid_to))
  return read((inForce ?? body?.names.at(-1))?.name, language)
}

/** A write: on success everything that was read of the forum is read again; `error` is the server's own words. */
export function useWrite<In, Out = unknown>(forum: string, write: (input: In) => Promise<Out>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: write,
    // Also after a refusal: what it refused was decided on something older than what stands now.
    onSettled: () => void client.invalidateQueries({ queryKey: [forum] }),
  })
}

/**
 * Keeps what is on screen fresh: an event of a service makes the lists it concerns read again, at most once a second and
 * never while they are still being read. Opening the stream does the same, for what happened before it was open.
 */
export function useLiveLists(forum: string, service: 'facilitation' | 'decisions' | 'notifications' | 'sessions', ...lists: QueryKey): boolean {
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const concerned = lists.join()
  useEffect(() => {
    const stop = new AbortController()
    let news = false
    let due: ReturnType<typeof setTimeout> | undefined
    const readAgain = async () => {
      news = false
      await Promise.all(concerned.split(',').map((list) => client.invalidateQueries({ queryKey: [forum, list] }))).catch(() => undefined)
      due = news && !stop.signal.aborted ? setTimeout(readAgain, 1000) : undefined
    }
    const soon = (ms: number) => {
      news = true
      due ??= setTimeout(readAgain, ms)
    }
    followTogether(`/api/${service}/forums/${forum}/live`, stop.signal, () => soon(1000), (state) => {
      setOpen(state)
      if (state) soon(0)
    })
    return () => {
      stop.abort()
      clearTimeout(due)
    }
  }, [client, forum, service, concerned])
  return open
}
