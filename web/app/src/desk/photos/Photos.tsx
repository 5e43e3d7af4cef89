import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { at, useLiveLists } from '../data.ts'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useSessionName } from '../session.ts'
import { api } from '../staff.ts'
import { useMoment } from '../when.ts'
import { LargePhoto } from './LargePhoto.tsx'
import { Picture } from './Picture.tsx'
import './photos.css'

/** The photos of a session's flipcharts: what was written by hand, beside what was typed. */
export function Photos() {
  const { t } = useSpeech()
  const moment = useMoment()
  const forum = useForum()
  const session = useParams({ strict: false }).session as string
  const name = useSessionName(forum, session)
  const live = useLiveLists(forum, 'facilitation', 'photos')
  const photos = useQuery({
    queryKey: [forum, 'photos', session],
    queryFn: async () => (await api.get(`${at.facilitation(forum)}/sessions/${session}/photos`)).items,
  })
  const [open, setOpen] = useState<string>()
  const list = useRef<HTMLOListElement>(null)
  const items = photos.data ?? []
  const index = items.findIndex(({ id }) => id === open)

  function close() {
    setOpen(undefined)
    list.current?.querySelector<HTMLElement>(`[data-photo="${open}"]`)?.focus()
  }

  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('photos.title', { session: name })}</PageTitle>
      <p>
        <Link to="/forums/$forum/sessions" params={{ forum }}>
          ← {t('photos.back')}
        </Link>
      </p>
      <Listing query={photos} empty={t('photos.empty')}>
        {(all) => (
          <ol className="photos" ref={list}>
            {all.map((photo, i) => (
              <li key={photo.id}>
                <button data-photo={photo.id} onClick={() => setOpen(photo.id)}>
                  <Picture forum={forum} photo={photo} label={t('photos.one', { number: i + 1, time: moment(photo.added_at) })} />
                  <span aria-hidden="true">{moment(photo.added_at)}</span>
                </button>
              </li>
            ))}
          </ol>
        )}
      </Listing>
      {index >= 0 && <LargePhoto forum={forum} photos={items} index={index} onIndex={(next) => setOpen(items[next]!.id)} onClose={close} />}
    </>
  )
}
