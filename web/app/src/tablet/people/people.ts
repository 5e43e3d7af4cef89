import type { Api } from '../../core/api.ts'
import type { Store } from '../store/db.ts'
import { addErrand } from '../store/errands.ts'
import type { ConsentText, Person } from './types.ts'
import type { Line } from '../lines/types.ts'
import type { Round } from '../place/types.ts'
import { authorOf } from '../lines/verbs.ts'

/**
 * Reads again who sits in this session. A tablet knows nobody else by name, and forgets them when it is paired to
 * another session; what it tells the server of a line is the person's opaque id only.
 */
export async function refreshPeople(store: Store, api: Api): Promise<void> {
  const context = await store.fact('context')
  if (!context) return
  const path = `/api/sessions/forums/${context.forum.id}/sessions/${context.session.id}/participants`
  const people: Person[] = []
  let after: string | undefined = ''
  do {
    const page: { items: Person[]; next: string } = await api.get(path, { limit: 500, after })
    people.push(...page.items.map(({ id, name, agreed }) => ({ id, name, agreed })))
    after = page.next
  } while (after)
  const { version, processing }: ConsentText = await api.get(`/api/sessions/forums/${context.forum.id}/consent-text`)
  await store.atomically(async () => {
    await store.keep('consent', { version, processing })
    if ((await store.fact('context'))?.session.id !== context.session.id) return // paired elsewhere meanwhile
    const here = new Set(people.map(({ id }) => id))
    // Whoever showed a badge while there was no network is not known to the server yet.
    const waiting = new Set((await store.errands.where('key').startsWithAnyOf([seatKey(''), consentKey('')]).filter(({ state }) => state === 'waiting').toArray()).map(({ key }) => key))
    await store.people.filter(({ id }) => !here.has(id) && !waiting.has(seatKey(id))).delete()
    await store.people.bulkPut(people.map((one) => (waiting.has(consentKey(one.id)) ? { ...one, agreed: true } : one)))
  })
}

export const seatKey = (person: string) => `seat:${person}`
const consentKey = (person: string) => `consent:${person}`

/**
 * Somebody shows a badge in this yurt: the words may be theirs at once, network or not, and the server is told that they
 * sit here; its answer brings the name.
 */
export function showBadge(store: Store, id: string): Promise<void> {
  return store.atomically(async () => {
    const context = await store.fact('context')
    if (!context || (await store.people.get(id))) return
    await store.people.add({ id, name: '' })
    const path = `/api/sessions/forums/${context.forum.id}/sessions/${context.session.id}/participants/${id}`
    await addErrand(store, { forum_id: context.forum.id, session_id: context.session.id, kind: 'seat', key: seatKey(id), method: 'PUT', path }, { replace: true })
  })
}

/** Somebody has read the consent here, in this language, and agrees to be named. */
export function agree(store: Store, id: string, { version }: ConsentText, language: string): Promise<void> {
  return store.atomically(async () => {
    const context = await store.fact('context')
    if (!context) return
    await store.people.update(id, { agreed: true })
    const path = `/api/sessions/forums/${context.forum.id}/sessions/${context.session.id}/participants/${id}/consent`
    const body = { text_version: version, language }
    await addErrand(store, { forum_id: context.forum.id, session_id: context.session.id, kind: 'consent', key: consentKey(id), method: 'POST', path, body }, { replace: true })
  })
}

/** How often each person has had the word: a line of theirs in this round, or a pass. */
export type Passes = Readonly<Record<string, number>>

export interface Turn {
  /** From 1. */
  number: number
  /** Those who had no word in this turn yet, in the order of the list. */
  waiting: Person[]
}

/**
 * Round-robin: everybody once, then everybody again. A turn is over when each has spoken or passed; who speaks out of
 * turn is not asked again in it.
 */
export function turnOf(people: readonly Person[], lines: readonly Pick<Line, 'author_id' | 'attributed' | 'round_id' | 'withdrawn'>[], round: Pick<Round, 'id'> | undefined, passes: Passes): Turn {
  const words = new Map(people.map(({ id }) => [id, passes[id] ?? 0]))
  for (const line of lines) {
    const author = authorOf(line)
    if (!line.withdrawn && line.round_id === (round?.id ?? '') && words.has(author)) words.set(author, words.get(author)! + 1)
  }
  const least = people.length ? Math.min(...words.values()) : 0
  return { number: least + 1, waiting: people.filter(({ id }) => words.get(id) === least) }
}
