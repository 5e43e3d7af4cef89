import { type Api, NoAnswer, Problem } from '../../core/api.ts'
import type { Text } from '../../core/i18n.ts'
import { uuidv7 } from '../../core/uuid.ts'
import type { Store } from '../store/db.ts'
import type { Ballot, MarkKind } from './types.ts'
import { changeMarking, markingOf, type Sheet } from './marks.ts'
import { refresh } from './told.ts'

export interface BallotRules {
  kind: MarkKind
  dots?: number
  stacking?: boolean
  scale?: number
}

/**
 * Opens a vote on phones. It needs the network now: the code is the server's. The name of the ballot is on the disk
 * first, so that pressing again after a lost answer opens the same. Resolves to why it was not opened, in words.
 */
export async function openBallot(store: Store, api: Api, sheet: Sheet, rules: BallotRules, title: Text | undefined, suggestion_ids: string[]): Promise<string | undefined> {
  let id = (await markingOf(store, sheet.round)).opening?.[rules.kind]
  if (!id) {
    id = uuidv7()
    await changeMarking(store, sheet.round, ({ opening }) => ({ opening: { ...opening, [rules.kind]: id } }))
  }
  return attempt(async () => {
    const path = `/api/facilitation/forums/${sheet.forum}/rounds/${sheet.round}/ballot`
    try {
      await api.post<Ballot>(path, { id, session_id: sheet.session, title, suggestion_ids, ...rules })
    } finally {
      // Whatever was answered, the next vote is another one. Without an answer it is the same.
      await refresh(store, api, sheet)
      await changeMarking(store, sheet.round, ({ opening }) => ({ opening: { ...opening, [rules.kind]: undefined } }))
    }
  })
}

export function closeBallot(store: Store, api: Api, sheet: Sheet, kind: MarkKind): Promise<string | undefined> {
  return attempt(async () => {
    await api.post(`/api/facilitation/forums/${sheet.forum}/rounds/${sheet.round}/ballot/close`, { kind })
    await refresh(store, api, sheet)
  })
}

/** undefined when it was done; "" when no answer came; else the server's words. */
async function attempt(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof NoAnswer) return ''
    if (error instanceof Problem) return error.detail || error.code
    throw error
  }
}

/** More phones than people who sit here, if anybody was seated: then some may have been made up. */
export const tooMany = ({ voters }: Ballot, seated: number): boolean => seated > 0 && voters > seated
