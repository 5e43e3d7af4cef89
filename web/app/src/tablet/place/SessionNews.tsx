import { useEffect, useState } from 'react'
import { read, type Text } from '../../core/i18n.ts'
import { forumTime, type ForumTime } from '../../core/forumTime.ts'
import { useSpeech } from '../../ui/language.tsx'
import { placeName } from '../capture/Header.tsx'
import { moveTo } from './context.ts'
import { changesOf } from './sessionNews.ts'
import type { Context } from './types.ts'
import { useTools } from '../tools.ts'
import { useAside } from '../aside/words.ts'
import '../aside/aside.css'

type Session = Context['session']
type Other = Session & { state: string; starts_at: string }
const most = 4

/** The desk has cancelled, moved or renamed the session: what changed, where to go now, and that nothing typed is lost. */
export default function SessionNews({ context, before }: { context: Context; before: Session | undefined }) {
  const { store } = useTools()
  const { t, language } = useAside()
  const screen = useSpeech()
  const { session } = context
  const clock = forumTime(context.forum.time_zone)
  const zone = clock.says(t)
  const cancelled = session.state === 'cancelled'
  const place = (one: Session) => [one.yurt && placeName(one, screen.t, language), read(one.place, language)].filter(Boolean).join(', ') || t('news.nowhere')
  const said: Record<string, (one: Session) => string> = {
    title: (one) => read(one.title, language),
    place,
    time: (one) => `${when(one.starts_at!, clock)}–${clock.time(one.ends_at!)}${zone && ` · ${zone}`}`,
  }
  const changes = before ? changesOf(before, session) : []
  return (
    <aside className="strip news" data-cancelled={cancelled} aria-label={t('news.title')}>
      <div role="alert">
        {cancelled && <p><b>{t('news.cancelled')}</b> {t('news.stays')}</p>}
        {cancelled && read(session.reason, language) && <p>{t('news.because', { reason: read(session.reason, language) })}</p>}
        {changes.includes('again') && <p><b>{t('news.again')}</b> {said.time!(session)} · {place(session)}</p>}
        {!cancelled && changes.filter((change) => change in said).map((change) => (
          <p key={change}>
            {t(`news.${change === 'title' ? 'renamed' : change}`)} <b>{said[change]!(session)}</b> <span className="before">{t('news.before', { was: said[change]!(before!) })}</span>
          </p>
        ))}
      </div>
      {cancelled && <Others context={context} place={place} />}
      {cancelled && <a className="button" href="#pair">{t('news.pair')}</a>}
      {changes.length > 0 && !cancelled && (
        <button className="button" onClick={() => void store.forget('session_before')}>
          {t('news.noted')}
        </button>
      )}
    </aside>
  )
}

/** Where this yurt's people may go instead: what is still to come, of the same theme first. Without a network, what is known of it. */
function Others({ context, place }: { context: Context; place: (one: Session) => string }) {
  const { store, api, clock: here } = useTools()
  const { t, language } = useAside()
  const [moving, setMoving] = useState<string>()
  const [failed, setFailed] = useState(false)
  const [others, set] = useState<readonly Session[]>([])
  const { forum, session } = context
  const clock = forumTime(forum.time_zone)
  useEffect(() => {
    const found = async () => {
      const { items } = await api.get<{ items: Other[] }>(`/api/sessions/forums/${forum.id}/sessions`, { limit: 500 })
      return items.filter(({ state, ends_at }) => (state === 'planned' || state === 'running') && Date.parse(ends_at ?? '') > Date.now())
    }
    void found().catch((): Promise<Session[]> => store.yurts.toArray()).then((all) => set(all.filter(({ id }) => id !== session.id)))
  }, [api, store, forum.id, session.id])
  if (!others.length) return null
  function go(to: string) {
    setMoving(to)
    setFailed(false)
    void moveTo(store, api, here, to).catch(() => setFailed(true)).finally(() => setMoving(undefined))
  }
  const ours = ({ theme_id }: Session) => Number(Boolean(theme_id) && theme_id === session.theme_id)
  const sorted = others.toSorted((a, b) => ours(b) - ours(a) || (a.starts_at ?? '').localeCompare(b.starts_at ?? ''))
  return (
    <div className="others">
      <p>{t('news.others')}</p>
      <ul>
        {sorted.slice(0, most).map((one) => (
          <li key={one.id}>
            <p>{[one.starts_at && when(one.starts_at, clock), place(one), read(one.title as Text, language)].filter(Boolean).join(' · ')}</p>
            <button className="button" disabled={moving !== undefined} aria-describedby="moved" onClick={() => go(one.id)}>{t(moving === one.id ? 'news.moving' : 'news.move')}</button>
          </li>
        ))}
      </ul>
      <p id="moved" role="alert" className="trouble">{failed && t('news.notMoved')}</p>
      {sorted.length > most && <p>{t('news.more', { count: sorted.length - most })}</p>}
    </div>
  )
}

/** 14:30, with the day unless it is today at the forum. */
function when(at: string, { day, time, today }: ForumTime): string {
  const [, month, of] = day(at).split('-')
  return day(at) === today() ? time(at) : `${of}.${month}, ${time(at)}`
}
