import { uuidv7 } from '../../core/uuid.ts'
import type { Store } from './db.ts'
import type { Errand } from './types.ts'

export type NewErrand = Omit<Errand, 'seq' | 'id' | 'state' | 'attempts' | 'rebased' | 'problem'> & { id?: string }

/**
 * Puts an errand on the queue, inside the caller's transaction if there is one. `replace`: it says everything that
 * those with its key said, so whatever of them the server cannot have is dropped (a hundred drags are one request).
 */
export function addErrand(store: Store, errand: NewErrand, { replace = false } = {}): Promise<Errand> {
  return store.atomically(async () => {
    if (replace) {
      const superseded = (other: Errand) => other.kind === errand.kind && (other.attempts === 0 || other.state === 'parked')
      await store.errands.where('key').equals(errand.key).filter(superseded).delete()
    }
    const added: Errand = { ...errand, id: errand.id ?? uuidv7(), state: 'waiting', attempts: 0 }
    const seq = await store.errands.add(added)
    return { ...added, seq }
  })
}

/** A person has looked: a parked errand is sent again, or given up. */
export async function sendAgain(store: Store, seq: number): Promise<void> {
  await store.errands.update(seq, { state: 'waiting', problem: undefined, rebased: undefined })
}

export async function giveUp(store: Store, seq: number): Promise<void> {
  await store.errands.where('seq').equals(seq).filter((errand) => errand.state === 'parked').delete()
}
