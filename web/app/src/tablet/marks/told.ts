import type { Api } from '../../core/api.ts'
import type { Store } from '../store/db.ts'
import type { ErrandOwner } from '../store/verb.ts'
import type { Listener } from '../hearing.ts'
import type { Ballot, Mark, PhoneTotals } from './types.ts'
import { currentRound } from '../place/currentRound.ts'
import { beats, keyOf, noLevel, type Sheet, sheetOf } from './marks.ts'

/** What the server tells about marks, and what becomes of ours. */

interface RoundMarks {
  version: number
  marks: (Omit<Mark, 'key' | 'round_id' | 'session_id' | 'level'> & { level?: number })[]
  phones: { items: PhoneTotals[] }
}

interface Receipts {
  receipts: { id: string; outcome: 'stored' | 'already_stored' | 'conflict' | 'refused'; problem?: { code: string; detail: string } }[]
}

export const owner: ErrandOwner = {
  /** Some marks of an errand may be refused while the others are stored. */
  async answered(_store, _errand, answer) {
    const bad = (answer as Receipts).receipts.find(({ outcome }) => outcome === 'refused' || outcome === 'conflict')
    return bad && { code: bad.problem?.code ?? bad.outcome, detail: bad.problem?.detail ?? '' }
  },
}

export const listener: Listener = {
  async ready({ store, api }, context) {
    const { session } = context
    const known = [...(await store.marks.where('session_id').equals(session.id).toArray()), ...(await store.polls.where('session_id').equals(session.id).toArray())]
    const rounds = new Set([...known.map((row) => row.round_id), sheetOf(context, currentRound(context.rounds)).round])
    for (const round of rounds) await refresh(store, api, { forum: context.forum.id, session: session.id, round })
  },
  async heard({ store, api }, context, news) {
    const rounds = new Set<string>()
    for (const { name, data } of news) {
      const { session_id, round_id, version } = data as { session_id: string; round_id: string; version: number }
      if (session_id !== context.session.id) continue
      // Many marks at once are many events, and one look has seen them all.
      if (name !== 'MarksCast' || ((await store.polls.get(round_id))?.version ?? -1) < version) rounds.add(round_id)
    }
    for (const round of rounds) await refresh(store, api, { forum: context.forum.id, session: context.session.id, round })
  },
}

/** Reads what was marked in a round on other tablets and on phones, and how its ballots stand. */
export async function refresh(store: Store, api: Api, { forum, session, round }: Sheet): Promise<void> {
  const path = `/api/facilitation/forums/${forum}/rounds/${round}`
  const [told, { items: ballots }] = await Promise.all([api.get<RoundMarks>(`${path}/marks`), api.get<{ items: Ballot[] }>(`${path}/ballots`)])
  await store.atomically(async () => {
    for (const { level = noLevel, ...mark } of told.marks) {
      const key = keyOf(round, { ...mark, level })
      const known = await store.marks.get(key)
      if (!known || beats(mark, known)) await store.marks.put({ ...mark, key, level, round_id: round, session_id: session })
    }
    const before = await store.polls.get(round)
    const newer = !before || told.version >= before.version
    await store.polls.put({
      round_id: round,
      session_id: session,
      version: newer ? told.version : before.version,
      phones: newer ? told.phones.items : before.phones,
      ballots: newest(before?.ballots ?? [], ballots),
    })
  })
}

/** Two answers may overtake each other: of one ballot the later state stays. */
function newest(before: readonly Ballot[], told: readonly Ballot[]): Ballot[] {
  return told.map((ballot) => {
    const known = before.find(({ id }) => id === ballot.id)
    return known && (known.version > ballot.version || known.voters > ballot.voters) ? known : ballot
  })
}
