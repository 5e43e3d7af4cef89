import { useState } from 'react'
import type { ParkRequest, Suggestion } from '../../core/contract/facilitation.d.ts'
import type { Session, Theme } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Tags } from '../../ui/Tags.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'

interface Props {
  forum: string
  line: Suggestion
  writer: boolean
  sessions: readonly Session[]
  themes: readonly Theme[]
  nameOfSession: (id: string) => string
  nameOfTheme: (id: string) => string
}

export function ParkedCard({ forum, line, writer, sessions, themes, nameOfSession, nameOfTheme }: Props) {
  const { t, language } = useSpeech()
  const [choosing, setChoosing] = useState(false) // 160 sessions stand in the choice that is open, not in every card
  const path = `${at.facilitation(forum)}/suggestions/${line.id}` as const
  const change = () => changed('parked', line.id)
  const offer = useWrite(forum, (body: ParkRequest) => api.post(`${path}/park`, body), change)
  const unpark = useWrite(forum, () => api.post(`${path}/unpark`), change)
  const offered = line.parked_session_id ? { session_id: line.parked_session_id } : line.parked_theme_id ? { theme_id: line.parked_theme_id } : {}
  const done = useDone()
  const to = nameOfSession(line.parked_session_id) || nameOfTheme(line.parked_theme_id)
  const chosen = line.parked_session_id ? `session_id:${line.parked_session_id}` : line.parked_theme_id ? `theme_id:${line.parked_theme_id}` : ''
  return (
    <article className="card">
      <div className="card-head">
        <a className="number" href={`/way/${line.receipt}`}>№ {line.number}</a>
        {line.session_id && <span className="soft">{t('parked.said', { place: nameOfSession(line.session_id) })}</span>}
        <span className={to ? 'pill accent' : 'pill warn'}>{to ? t('parked.offered', { to }) : t('parked.secretariat')}</span>
        {line.declined_session_id && <span className="pill">{t('parked.declined', { place: nameOfSession(line.declined_session_id) })}</span>}
      </div>
      <p className="words" lang={line.language === 'mixed' ? undefined : line.language}>{line.text}</p>
      <Tags tags={line.tags} />
      <Failure error={offer.error ?? unpark.error} />
      {writer && (
        <div className="actions">
          <label>
            <span className="visually-hidden">{t('parked.offerTo', { number: line.number })}</span>
            <select className="field" value={choosing ? chosen : to && 'chosen'} disabled={offer.isPending} onFocus={() => setChoosing(true)} onPointerDown={() => setChoosing(true)}
              onChange={({ target: { value } }) => {
                const [kind, id] = value.split(':')
                offer.mutate(kind ? { [kind]: id } : {}, { onSuccess: () => done(t('done.offered', { number: line.number }), () => offer.mutateAsync(offered)) })
              }}>
              <option value="">{t('parked.secretariat')}</option>
              {!choosing && to && <option value="chosen">{to}</option>}
              <optgroup label={t('parked.yurts')}>
                {choosing && sessions.filter(({ id, state }) => id !== line.session_id && state !== 'cancelled').map((session) => (
                  <option key={session.id} value={`session_id:${session.id}`}>
                    {[nameOfSession(session.id), nameOfTheme(session.theme_id)].filter(Boolean).join(' · ')}
                  </option>
                ))}
              </optgroup>
              <optgroup label={t('parked.themes')}>
                {choosing && themes.map((theme) => <option key={theme.id} value={`theme_id:${theme.id}`}>{read(theme.title, language)}</option>)}
              </optgroup>
            </select>
          </label>
          <button className="button" disabled={unpark.isPending} 
            onClick={() => unpark.mutate(undefined, { onSuccess: () => done(t('done.unparked', { number: line.number }), () => offer.mutateAsync(offered)) })}>{t('parked.unpark')}</button>
        </div>
      )}
    </article>
  )
}
