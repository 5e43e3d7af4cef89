import { useState } from 'react'
import type { Device, Session } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { sessionName } from '../session.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Sure } from '../shell/Sure.tsx'
import { api } from '../staff.ts'
import { useMoment } from '../when.ts'

/** From here on a clock is worth a word: rounds would end at another time than next door. */
const clockSeconds = 30

/** One tablet: where it stands, how it is, and the way to shut it out. */
export function TabletRow({ forum, tablet, session }: { forum: string; tablet: Device; session?: Pick<Session, 'yurt' | 'title'> }) {
  const { t, language } = useSpeech()
  const moment = useMoment()
  const done = useDone()
  const [asking, ask] = useState(false)
  const revoke = useWrite(forum, () => api.delete(`${at.sessions(forum)}/devices/${tablet.id}`), () => ({ devices: { all: true } }))
  const name = tablet.name || t('tablets.unnamed')
  const off = Math.round(tablet.clock_offset_ms / 1000)
  return (
    <li>
      <div className="grow">
        <strong>{sessionName(session, t, language) || '–'}</strong> <span className="soft">{name}</span>
        <p className="health">
          <span className="soft">{t('tablets.seen', { when: moment(tablet.last_seen_at) })}</span>
          {tablet.battery !== null && <span className={`pill ${tablet.battery < 30 && !tablet.charging ? 'bad' : ''}`}>{t(tablet.charging ? 'tabletsPage.charging' : 'tabletsPage.battery', { percent: tablet.battery })}</span>}
          {tablet.unsent > 0 && <span className="pill warn">{t('tabletsPage.unsent', { count: tablet.unsent })}</span>}
          {Math.abs(off) > clockSeconds && <span className="pill warn">{t(off > 0 ? 'tabletsPage.ahead' : 'tabletsPage.behind', { seconds: Math.abs(off) })}</span>}
          {tablet.app_version && <span className="soft">{t('tabletsPage.version', { version: tablet.app_version })}</span>}
        </p>
        <Failure error={revoke.error} />
      </div>
      {tablet.revoked_at ? (
        <span className="pill bad">{t('tablets.revoked', { when: moment(tablet.revoked_at) })}</span>
      ) : asking ? (
        <Sure question={t('tablets.sure')} yes={t('tablets.revokeNow')} busy={revoke.isPending} onNo={() => ask(false)} onYes={() => revoke.mutate(undefined, { onSuccess: () => (ask(false), done(t('done.revoked', { name }))) })} />
      ) : (
        <button className="button" onClick={() => ask(true)}>{t('tablets.revoke')} <span className="visually-hidden">{name}</span></button>
      )}
    </li>
  )
}
