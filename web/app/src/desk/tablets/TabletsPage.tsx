import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { PairingSheet } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useLiveLists, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { Sure } from '../shell/Sure.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { api, may } from '../staff.ts'
import { useSessions } from '../session.ts'
import { Sheet } from './Sheet.tsx'
import { TabletRow } from './TabletRow.tsx'
import './tablets.css'

/** The camp's tablets: a printed sheet of codes to pair them all, and how each of them is. */
export default function TabletsPage() {
  const { t } = useSpeech()
  const forum = useForum()
  const done = useDone()
  const organiser = may(useAccount(), forum, 'organiser')
  useLiveLists(forum, 'sessions', 'devices')
  const sessions = useSessions(forum)
  const tablets = useQuery({ queryKey: [forum, 'devices', 'all'], queryFn: () => all(`${at.sessions(forum)}/devices`), refetchInterval: 30_000 })
  const [sheet, setSheet] = useState<PairingSheet>()
  const [ending, end] = useState(false)
  const make = useWrite(forum, () => api.post(`${at.sessions(forum)}/pairing-sheet`), () => ({}))
  const close = useWrite(forum, () => api.delete(`${at.sessions(forum)}/pairing-sheet`), () => ({}))
  const places = new Map(sessions.data?.map((one) => [one.id, one]))
  const order = (id: string) => places.get(id)?.yurt || 10_000
  return (
    <>
      <PageTitle>{t('tabletsPage.title')}</PageTitle>
      {organiser && (
        <section className="on-screen" aria-labelledby="sheet">
          <h2 id="sheet">{t('tabletsPage.sheet')}</h2>
          <p className="soft">{t('tabletsPage.about')}</p>
          <Failure error={make.error ?? close.error} />
          <div className="actions">
            <button className="button primary" disabled={make.isPending} onClick={() => make.mutate(undefined, { onSuccess: (made) => (setSheet(made), done(t('tabletsPage.made'))) })}>{t(sheet ? 'tabletsPage.makeAnew' : 'tabletsPage.make')}</button>
            {sheet && <button className="button" onClick={() => print()}>{t('badges.print')}</button>}
            {!ending && <button className="button quiet" onClick={() => end(true)}>{t('tabletsPage.end')}</button>}
          </div>
          {ending && <Sure question={t('tabletsPage.sure')} yes={t('tabletsPage.endNow')} busy={close.isPending} onNo={() => end(false)} onYes={() => close.mutate(undefined, { onSuccess: () => (end(false), setSheet(undefined), done(t('tabletsPage.ended'))) })} />}
        </section>
      )}
      {sheet && <Sheet forum={forum} sheet={sheet} sessions={sessions.data ?? []} />}
      <section className="on-screen" aria-labelledby="list">
        <h2 id="list">{t('tabletsPage.list')}</h2>
        <Listing query={tablets} empty={t('tabletsPage.none')}>
          {(items) => (
            <ul className="rows tablet-rows">
              {items.toSorted((a, b) => Number(Boolean(a.revoked_at)) - Number(Boolean(b.revoked_at)) || order(a.session_id) - order(b.session_id)).map((tablet) => (
                <TabletRow key={tablet.id} forum={forum} tablet={tablet} session={places.get(tablet.session_id)} />
              ))}
            </ul>
          )}
        </Listing>
      </section>
    </>
  )
}
