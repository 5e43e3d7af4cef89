import { useEffect, useMemo, useState } from 'react'
import { isFull } from '../store/isFull.ts'
import { mostPhotos, addPhoto, removePhoto, restorePhoto } from './photos.ts'
import type { Photo } from './types.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import type { ViewProps } from '../noun.ts'
import { shrink } from './shrink.ts'
import { useAside } from '../aside/words.ts'
import '../aside/aside.css'

/** Photos of the flipchart: the safety net for what was written by hand. Taken without a network, sent after the texts. */
export default function Photos({ context, say }: ViewProps) {
  const { store } = useTools()
  const { t } = useAside()
  const session = context.session.id
  const photos = useLive(() => store.photos.where('session_id').equals(session).sortBy('id'), [store, session]) ?? []
  const underWay = useLive(async () => new Set((await store.errands.where('session_id').equals(session).toArray()).filter(({ kind, attempts }) => kind === 'photo' && attempts > 0).map(({ key }) => key)), [store, session])
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<'unreadable' | 'full'>()
  const kept = photos.filter(({ state }) => state === 'kept')
  const removed = photos.findLast(({ state }) => state === 'removed')
  const received = kept.filter(({ receipt }) => receipt).length

  async function take(files: readonly File[]) {
    setBusy(true)
    setFailed(undefined)
    try {
      for (const file of files) await addPhoto(store, await shrink(file))
      say(t('photos.saved', { count: files.length }))
    } catch (error) {
      console.warn(error)
      setFailed(isFull(error) ? 'full' : 'unreadable')
    } finally {
      setBusy(false)
    }
  }

  return (
    <section className="view photos" tabIndex={-1} aria-label={t('photos.title')}>
      <p>{t('photos.hint')}</p>
      <div className="choices">
        <PictureInput label={t('photos.take')} primary camera disabled={busy || kept.length >= mostPhotos} onFiles={take} />
        <PictureInput label={t('photos.choose')} disabled={busy || kept.length >= mostPhotos} onFiles={take} />
      </div>
      <p role="alert">{failed && t(`photos.${failed}`)}</p>
      {kept.length > 0 && (
        <p className="progress">
          <progress max={kept.length} value={received} aria-label={t('photos.progress', { received, total: kept.length })} />
          <span>{t('photos.progress', { received, total: kept.length })}</span>
        </p>
      )}
      {removed && (
        <p className="removed">
          {t('photos.removed')}{' '}
          <button className="button" onClick={() => void restorePhoto(store, removed.id)}>
            {t('photos.undo')}
          </button>
        </p>
      )}
      <ol>
        {kept.map((photo, index) => (
          <li key={photo.id} data-state={photo.receipt ? 'received' : 'saved'}>
            <Thumbnail photo={photo} label={t('photos.one', { number: index + 1 })} />
            <p>{t(photo.receipt ? 'photos.received' : underWay?.has(`photo:${photo.id}`) ? 'photos.sending' : 'photos.here')}</p>
            <button
              className="button quiet danger"
              onClick={({ currentTarget }) => {
                currentTarget.closest('section')?.focus() // the button goes with its photo
                void removePhoto(store, photo.id)
                say(t('photos.removed'))
              }}
            >
              {t('photos.remove')} <span className="visually-hidden">{index + 1}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** The system's own camera or file chooser, whichever the device has. */
function PictureInput({ label, primary, camera, disabled, onFiles }: { label: string; primary?: boolean; camera?: boolean; disabled: boolean; onFiles: (files: readonly File[]) => void }) {
  return (
    <label className={primary ? 'button primary' : 'button'} aria-disabled={disabled}>
      <input
        className="visually-hidden"
        type="file"
        accept="image/*"
        capture={camera ? 'environment' : undefined}
        multiple={!camera}
        disabled={disabled}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          event.target.value = '' // the same picture may be chosen again
          if (files.length) onFiles(files)
        }}
      />
      {label}
    </label>
  )
}

function Thumbnail({ photo: { blob, width, height }, label }: { photo: Photo; label: string }) {
  const address = useMemo(() => URL.createObjectURL(blob), [blob.size, width, height]) // eslint-disable-line react-hooks/exhaustive-deps -- each query gives the same picture as a new object
  useEffect(() => () => URL.revokeObjectURL(address), [address])
  return (
    <a href={address} target="_blank" rel="noreferrer">
      <img src={address} width={width} height={height} alt={label} />
    </a>
  )
}
