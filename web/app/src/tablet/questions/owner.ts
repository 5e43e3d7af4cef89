import type { Problem } from '../../core/api.ts'
import type { AfterConflict, ErrandOwner } from '../store/verb.ts'
import { takeInAsked, type ToldAsked } from './clarifications.ts'
import type { Store } from '../store/db.ts'
import type { Errand } from '../store/types.ts'

/** What becomes of an answer on its way. */
export const owner: ErrandOwner = {
  async answered(store, _, told) {
    await takeInAsked(store, [told as ToldAsked])
  },
  /** Another tablet or the desk was quicker: its answer stands and is shown, ours stays beside it to be read. */
  async disagreed(store: Store, _: Errand, problem: Problem): Promise<AfterConflict> {
    const newer = problem.extra.newer as ToldAsked | undefined
    if (!newer) return 'park'
    await takeInAsked(store, [newer])
    return 'drop'
  },
}
