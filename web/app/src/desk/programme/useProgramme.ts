import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Session } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { api } from '../staff.ts'
import { clashesOf } from './clashes.ts'
import type { Move } from './grid.ts'

const key = (forum: string) => [forum, 'sessions', 'whole']

/** All sessions of the programme with their people. */
export const useWhole = (forum: string) => useQuery({ queryKey: key(forum), queryFn: () => all(`${at.sessions(forum)}/sessions`), staleTime: 60_000 })

/** The names of people with a part in sessions, by account or participant; undefined while they are not known. */
export function useNames(forum: string, ids: readonly string[]): (person: string) => string | undefined {
  const asked = useMemo(() => [...new Set(ids)].toSorted().slice(0, 100), [ids])
  const accounts = useAccounts(asked.length > 0)
  const people = useQuery({
    queryKey: [forum, 'participants', 'names', asked],
    queryFn: async () => (await api.get(`${at.sessions(forum)}/participants`, { ids: asked.join(), limit: 500 })).items,
    enabled: asked.length > 0,
  })
  const names = useMemo(() => new Map([...(accounts.data ?? []), ...(people.data ?? [])].map(({ id, name }) => [id, name])), [accounts.data, people.data])
  return (person) => names.get(person)
}

export const useAccounts = (wanted: boolean) => useQuery({ queryKey: ['accounts', 'names'], queryFn: () => all('/api/sessions/accounts'), enabled: wanted, staleTime: 60_000 })

export const useClashes = (sessions: readonly Session[] | undefined) => useMemo(() => clashesOf(sessions ?? []), [sessions])

/** Moves a session: it stands in its new place at once, and goes back when the server refuses. */
export function useMove(forum: string) {
  const { t, language } = useSpeech()
  const client = useQueryClient()
  const done = useDone()
  const put = (id: string, change: Partial<Session>) =>
    client.setQueryData<Session[]>(key(forum), (before) => before?.map((one) => (one.id === id ? { ...one, ...change } : one)))
  const write = useWrite(forum, ({ id, version, move }: { id: string; version: number; move: Move }) => {
    put(id, move)
    return api.patch(at.session(forum, id), { ...move, version })
  }, (_, answer) => ({ sessions: answer ? {} : { all: true } }))
  const move = (session: Session, to: Move) => {
    const { starts_at, ends_at, yurt, place } = session
    if (to.starts_at === starts_at && to.ends_at === ends_at && to.yurt === yurt && to.place === place) return
    write.mutate({ id: session.id, version: session.version, move: to }, {
      onSuccess: (now) => {
        put(session.id, now as Session)
        done(t('done.sessionMoved', { title: read(session.title, language) }), async () =>
          put(session.id, (await write.mutateAsync({ id: session.id, version: now.version, move: { starts_at, ends_at, yurt, place } })) as Session))
      },
    })
  }
  return { move, error: write.error }
}
