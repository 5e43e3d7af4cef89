import type { ErrandOwner } from '../store/verb.ts'
import { takeIn, type Told } from './receive.ts'

/** The server knows whose words a line is. */
export const owner: ErrandOwner = {
  async answered(store, _, told) {
    await takeIn(store, [told as Told])
  },
}
