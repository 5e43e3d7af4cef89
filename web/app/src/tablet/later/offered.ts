import type { Store } from '../store/db.ts'

/** How many lines other yurts offer to this session: whether the strip stands, and what it says. */
export const offered = (store: Store, session: string) => store.offers.where('session_id').equals(session).filter((row) => row.offered).count()
