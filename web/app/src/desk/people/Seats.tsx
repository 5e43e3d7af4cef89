import { useState } from 'react'
import type { ParticipantView } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { sessionName, useSessions } from '../session.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'
import './seats.css'

/** The sessions in which a person sits: their tablets know the name, and may say whose words a line is. */
export function Seats({ forum, person }: { forum: string; person: ParticipantView }) {
  const { t, language } = useSpeech()
  const sessions = useSessions(forum)
  const [choosing, setChoosing] = useState(false) // 160 sessions stand in the choice that is open, not in every row
  const path = (session: string) => `${at.session(forum, session)}/participants/${person.id}` as const
  const change = () => changed('participants', person.id)
  const sit = useWrite(forum, (session: string) => api.put(path(session)), change)
  const rise = useWrite(forum, (session: string) => api.delete(path(session)), change)
  const done = useDone()
  const open = (sessions.data ?? []).filter(({ state }) => state !== 'cancelled')
  const taken = open.filter(({ id }) => person.session_ids?.includes(id))
  const free = open.filter(({ id }) => !person.session_ids?.includes(id))
  return (
    <span className="seats">
      {taken.map((session) => (
        <button key={session.id} className="button quiet" disabled={rise.isPending} title={t('seats.rise')} onClick={() => rise.mutate(session.id, { onSuccess: () => done(t('done.rose', { name: person.name }), () => sit.mutateAsync(session.id)) })}>
          {sessionName(session, t, language)} <span aria-hidden="true">×</span>
          <span className="visually-hidden">{t('seats.rise')}</span>
        </button>
      ))}
      {free.length > 0 && (
        <select className="field" aria-label={t('seats.sit', { name: person.name })} value="" disabled={sit.isPending}
          onFocus={() => setChoosing(true)} onPointerDown={() => setChoosing(true)} 
          onChange={({ target: { value } }) => sit.mutate(value, { onSuccess: () => done(t('done.sat', { name: person.name }), () => rise.mutateAsync(value)) })}>
          <option value="" disabled>
            {t('seats.choose')}
          </option>
          {choosing && free.map((session) => (
            <option key={session.id} value={session.id}>
              {sessionName(session, t, language)}
            </option>
          ))}
        </select>
      )}
      <Failure error={sit.error ?? rise.error} />
    </span>
  )
}
