import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
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

const place = ({ starts_at, ends_at, yurt, place }: Move): Move => ({ starts_at, ends_at, yurt, place })

/**
 * Moves sessions: one stands in its new place at once, and goes back when the server refuses. Moved again while that is
 * being saved, it waits its turn, and is sent with the version that its own last move has made.
 */
export function useMove(forum: string, stored: readonly Session[] | undefined) {
  const { t, language } = useSpeech()
  const client = useQueryClient()
  const done = useDone()
  const [moving, setMoving] = useState<ReadonlyMap<string, Move>>(new Map()) // not saved yet, by session
  const [error, setError] = useState<unknown>()
  const turns = useRef(new Map<string, Promise<void>>())
  const made = useRef(new Map<string, Session>()) // what the last own move of a session was answered
  const write = useWrite(forum, async ({ id, version, move }: { id: string; version: number; move: Move }) => {
    const now = await api.patch(at.session(forum, id), { ...move, version })
    client.setQueryData<Session[]>(key(forum), (before) => before?.map((one) => (one.id === id ? now : one)))
    made.current.set(id, now)
    return now
  }, (_, answer) => ({ sessions: answer ? {} : { all: true } }))

  async function save(seen: Session, move: Move) {
    const own = made.current.get(seen.id)
    const { id, version, title, ...before } = own && own.version > seen.version ? own : seen
    try {
      const now = await write.mutateAsync({ id, version, move })
      done(t('done.sessionMoved', { title: read(title, language) }), () => write.mutateAsync({ id, version: now.version, move: place(before) }))
    } catch (refusal) {
      setError(refusal)
    }
    setMoving((all) => (all.get(id) === move ? new Map([...all].filter(([one]) => one !== id)) : all))
  }
  function move(session: Session, to: Move) {
    const seen = stored?.find(({ id }) => id === session.id)
    if (!seen || JSON.stringify(place(session)) === JSON.stringify(place(to))) return
    setError(undefined)
    setMoving((all) => new Map(all).set(seen.id, to))
    turns.current.set(seen.id, (turns.current.get(seen.id) ?? Promise.resolve()).then(() => save(seen, to)))
  }
  const sessions = useMemo(() => stored?.map((one) => ({ ...one, ...moving.get(one.id) })), [stored, moving])
  return { move, sessions, error }
}
