import { uuidv7 } from '../../core/uuid.ts'
import type { Store } from '../store/db.ts'
import { addErrand } from '../store/errands.ts'
import type { Photo } from './types.ts'

export const mostPhotos = 100 // the server keeps no more of one session

/** Keeps a picture that was made small already; resolves when it is on the disk and on its way. */
export function addPhoto(store: Store, picture: Pick<Photo, 'blob' | 'width' | 'height'>, now = new Date()): Promise<Photo> {
  return store.atomically(async () => {
    const context = await store.fact('context')
    if (!context) throw new Error('the tablet is not paired')
    const photo: Photo = {
      id: uuidv7(now.getTime()),
      forum_id: context.forum.id,
      session_id: context.session.id,
      taken_at: now.toISOString(),
      state: 'kept',
      ...picture,
    }
    await store.photos.add(photo)
    await addErrand(store, errandFor(photo, 'PUT'))
    return photo
  })
}

/** Takes a photo away. One that never left this tablet is forgotten by the queue; else the server is told. */
export function removePhoto(store: Store, id: string): Promise<void> {
  return store.atomically(async () => {
    const photo = await store.photos.get(id)
    if (!photo || photo.state === 'removed') return
    await store.photos.update(id, { state: 'removed' })
    const unsent = await store.errands.where('key').equals(keyOf(id)).filter(({ attempts }) => attempts === 0).delete()
    if (!unsent) await addErrand(store, errandFor(photo, 'DELETE'))
  })
}

/** Brings a removed photo back. What the server was told to remove comes back under a name of its own. */
export function restorePhoto(store: Store, id: string): Promise<void> {
  return store.atomically(async () => {
    const photo = await store.photos.get(id)
    if (!photo || photo.state === 'kept') return
    const onItsWay = await store.errands.where('key').equals(keyOf(id)).toArray()
    const untold = onItsWay.find(({ method, attempts }) => method === 'DELETE' && attempts === 0)
    if (untold) {
      await store.errands.delete(untold.seq!)
      await store.photos.update(id, { state: 'kept' })
    } else if (!onItsWay.length && !photo.receipt) {
      await store.photos.update(id, { state: 'kept' })
      await addErrand(store, errandFor(photo, 'PUT'))
    } else {
      const again: Photo = { ...photo, id: uuidv7(), state: 'kept', receipt: undefined }
      await store.photos.delete(id)
      await store.photos.add(again)
      await addErrand(store, errandFor(again, 'PUT'))
    }
  })
}

const keyOf = (id: string) => `photo:${id}`

function errandFor({ id, forum_id, session_id }: Photo, method: 'PUT' | 'DELETE') {
  const forum = `/api/facilitation/forums/${forum_id}`
  const path = method === 'PUT' ? `${forum}/sessions/${session_id}/photos/${id}` : `${forum}/photos/${id}`
  return { forum_id, session_id, kind: 'photo', key: keyOf(id), method, path } as const
}
