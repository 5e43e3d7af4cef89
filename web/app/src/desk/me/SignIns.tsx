import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { OwnSignIn } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Listing } from '../shell/Listing.tsx'
import { Sure } from '../shell/Sure.tsx'
import { api } from '../staff.ts'
import { useHouseMoment } from '../when.ts'
import { browserOf } from './browser.ts'

/** Where one is signed in, since when; one that is not one's own is ended here. */
export function SignIns() {
  const { t } = useSpeech()
  const all = useQuery({ queryKey: ['sign-ins'], queryFn: () => api.get('/api/sessions/me/sign-ins') })
  return (
    <section>
      <h2>{t('me.signIns')}</h2>
      <Listing query={{ ...all, data: all.data?.items }} empty={t('me.noSignIns')}>
        {(items) => (
          <ul className="rows few">
            {items.map((one) => <li key={one.id}><Row one={one} /></li>)}
          </ul>
        )}
      </Listing>
    </section>
  )
}

function Row({ one }: { one: OwnSignIn }) {
  const { t } = useSpeech()
  const moment = useHouseMoment()
  const client = useQueryClient()
  const done = useDone()
  const [asking, ask] = useState(false)
  const end = useMutation({
    mutationFn: () => api.delete(`/api/sessions/me/sign-ins/${one.id}`),
    onSuccess: () => (ask(false), done(t('me.ended'))),
    onSettled: () => void client.invalidateQueries({ queryKey: ['sign-ins'] }),
  })
  const where = browserOf(one.agent) || t('me.someBrowser')
  return (
    <div className="row">
      <div className="grow">
        <strong>{where}</strong> {one.current && <span className="pill good">{t('me.here')}</span>}
        <p className="soft">{[t(`me.way.${one.way}`), one.address, t('me.since', { when: moment(one.made_at) }), t('staff.seen', { when: moment(one.last_seen_at) })].filter(Boolean).join(' · ')}</p>
      </div>
      {asking ? (
        <Sure question={t('me.sureEnd', { where })} yes={t('me.endNow')} busy={end.isPending} onYes={() => end.mutate()} onNo={() => ask(false)} />
      ) : (
        !one.current && (
          <button className="button" onClick={() => ask(true)}>
            {t('me.end')} <span className="visually-hidden">{where}</span>
          </button>
        )
      )}
      <Failure error={end.error} />
    </div>
  )
}
