import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Tags } from '../../ui/Tags.tsx'
import { at, useWrite } from '../data.ts'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'
import type { Session, Theme } from '../types.ts'

export interface ParkedLine {
  id: string
  number: number
  receipt: string
  text: string
  language: string
  tags: string[]
  session_id: string
  parked_theme_id: string
  parked_session_id: string
  declined_session_id: string
}

interface Props {
  forum: string
  line: ParkedLine
  writer: boolean
  sessions: readonly Session[]
  themes: readonly Theme[]
  nameOfSession: (id: string) => string
  nameOfTheme: (id: string) => string
}

export function ParkedCard({ forum, line, writer, sessions, themes, nameOfSession, nameOfTheme }: Props) {
  const { t, language } = useSpeech()
  const path = `${at.facilitation(forum)}/suggestions/${line.id}`
  const offer = useWrite(forum, (body: unknown) => api.post(`${path}/park`, body))
  const unpark = useWrite(forum, () => api.post(`${path}/unpark`))
  const to = nameOfSession(line.parked_session_id) || nameOfTheme(line.parked_theme_id)
  const chosen = line.parked_session_id ? `session_id:${line.parked_session_id}` : line.parked_theme_id ? `theme_id:${line.parked_theme_id}` : ''
  return (
    <li className="card">
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
            <select className="field" value={chosen} disabled={offer.isPending}
              onChange={({ target: { value } }) => {
                const [kind, id] = value.split(':')
                offer.mutate(kind ? { [kind]: id } : {})
              }}>
              <option value="">{t('parked.secretariat')}</option>
              <optgroup label={t('parked.yurts')}>
                {sessions.filter(({ id, state }) => id !== line.session_id && state !== 'cancelled').map((session) => (
                  <option key={session.id} value={`session_id:${session.id}`}>
                    {[nameOfSession(session.id), nameOfTheme(session.theme_id)].filter(Boolean).join(' · ')}
                  </option>
                ))}
              </optgroup>
              <optgroup label={t('parked.themes')}>
                {themes.map((theme) => <option key={theme.id} value={`theme_id:${theme.id}`}>{read(theme.title, language)}</option>)}
              </optgroup>
            </select>
          </label>
          <button className="button" disabled={unpark.isPending} onClick={() => unpark.mutate()}>{t('parked.unpark')}</button>
        </div>
      )}
    </li>
  )
}
