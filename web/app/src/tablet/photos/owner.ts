import type { ErrandOwner } from '../store/verb.ts'

/** A photo takes its bytes from its own store when it is sent: the queue stays small. */
export const owner: ErrandOwner = {
  async request(store, { method, path }) {
    if (method === 'DELETE') return { method, path }
    const photo = await store.photos.get(photoOf(path))
    // Removed meanwhile, or it stayed on the tablet that took it: there is nothing to tell.
    if (!photo || photo.state === 'removed') return undefined
    return { method, path, body: photo.blob, headers: { 'Content-Type': 'image/jpeg' }, timeoutMs: 120_000 }
  },
  async answered(store, { method, path }, told) {
    if (method === 'PUT') await store.photos.update(photoOf(path), { receipt: { received_at: (told as { added_at: string }).added_at } })
  },
  async disagreed(_store, { method }, problem) {
    return method === 'PUT' && problem.code === 'photo_removed' ? 'drop' : 'park' // the desk took it away while we sent it again
  },
}

const photoOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
