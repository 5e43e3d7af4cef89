import { useSessions } from '../session.ts'

/** The forum's plenary sessions, in the order of the programme. */
export const usePlenaries = (forum: string) =>
  (useSessions(forum).data ?? []).filter(({ kind, state }) => kind === 'plenary' && state !== 'cancelled').toSorted((a, b) => (a.starts_at < b.starts_at ? -1 : 1))
