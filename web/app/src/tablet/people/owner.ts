import type { ErrandOwner } from '../store/verb.ts'
import type { Person } from './types.ts'

/** The server has given a seat to whoever showed a badge, or noted a consent, and tells what it knows of the person. */
export const owner: ErrandOwner = {
  async answered(store, _, told) {
    const { id, name, agreed } = told as Person
    if (await store.people.get(id)) await store.people.put({ id, name, agreed })
  },
}
