import { useEffect, useRef } from 'react'
import type { Photo } from '../../core/contract/facilitation.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useMoment } from '../when.ts'
import { Picture } from './Picture.tsx'

interface Props {
  forum: string
  photos: readonly Photo[]
  index: number
  onIndex: (index: number) => void
  onClose: () => void
}

/** One photo as large as the screen. The arrows turn the pages, Escape goes back to the list. */
export function LargePhoto({ forum, photos, index, onIndex, onClose }: Props) {
  const { t } = useSpeech()
  const moment = useMoment()
  const dialog = useRef<HTMLDialogElement>(null)
  const photo = photos[index]!
  useEffect(() => dialog.current?.showModal(), [])
  const turn = (by: number) => onIndex((index + by + photos.length) % photos.length)
  const label = t('photos.one', { number: index + 1, time: moment(photo.added_at) })
  return (
    <dialog
      ref={dialog}
      className="large-photo"
      aria-label={label}
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.code === 'ArrowRight') turn(1)
        if (event.code === 'ArrowLeft') turn(-1)
      }}
    >
      <Picture key={photo.id} forum={forum} photo={photo} label={label} />
      <div className="actions">
        <button className="button" disabled={photos.length < 2} onClick={() => turn(-1)}>
          ← {t('photos.previous')}
        </button>
        <p role="status">{t('photos.place', { number: index + 1, total: photos.length })}</p>
        <button className="button" disabled={photos.length < 2} onClick={() => turn(1)}>
          {t('photos.next')} →
        </button>
        <button className="button primary" autoFocus onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
      </div>
    </dialog>
  )
}
