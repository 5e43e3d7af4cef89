import { useQuery } from '@tanstack/react-query'
import type { Round } from '../../core/contract/sessions.d.ts'
import { at } from '../data.ts'
import { batched } from '../lists/batched.ts'
import { api } from '../staff.ts'

const batches = new Map<string, (session: string) => Promise<Round[]>>()

function roundsOf(forum: string, session: string): Promise<Round[]> {
  let ask = batches.get(forum)
  if (!ask) {
    const read = async (ids: readonly string[]) => (await api.get(`${at.sessions(forum)}/rounds`, { session_id: ids.join() })).items
    batches.set(forum, (ask = batched(read, ({ session_id }) => session_id)))
  }
  return ask(session)
}

/** The rounds of a session in their order; all sessions on the screen ask together. */
export const useRounds = (forum: string, session: string) => useQuery({ queryKey: [forum, 'rounds', 'of', session], queryFn: () => roundsOf(forum, session) })
