import type { Store } from '../store/db.ts'
import type { Context } from './types.ts'

type Session = Context['session']
export type Change = 'cancelled' | 'again' | 'title' | 'place' | 'time'

/** What the desk has changed of a session that its tablet must know, in the order in which it is told. */
export function changesOf(before: Session, now: Session): Change[] {
  const other = (...keys: (keyof Session)[]) => keys.some((key) => before[key] !== undefined && JSON.stringify(before[key]) !== JSON.stringify(now[key]))
  const changes: [Change, boolean][] = [
    ['cancelled', now.state === 'cancelled' && before.state !== 'cancelled'],
    ['again', before.state === 'cancelled' && now.state !== 'cancelled'],
    ['title', other('title')],
    ['place', other('place', 'yurt')],
    ['time', other('starts_at', 'ends_at')],
  ]
  return changes.filter(([, is]) => is).map(([change]) => change)
}

/**
 * Remembers the session as it was before the desk changed it, until somebody at the tablet has taken note; however many
 * changes came while nobody looked, they are one. Runs in the transaction that keeps the new state.
 */
export async function noteChanges(store: Store, known: Session, now: Session): Promise<void> {
  const seen = known.state === 'cancelled' ? known : await store.fact('session_before') // that it is cancelled nobody overlooks
  const before = seen ?? known
  if (before.id === now.id && changesOf(before, now).length) await store.keep('session_before', before)
  else await store.forget('session_before')
}
