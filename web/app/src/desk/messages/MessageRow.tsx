import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { NoticeSummary } from '../../core/contract/notifications.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at } from '../data.ts'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'
import { useMoment } from '../when.ts'

export function MessageRow({ forum, message }: { forum: string; message: NoticeSummary }) {
  const { t } = useSpeech()
  const moment = useMoment()
  const [open, setOpen] = useState(false)
  const when = message.sent_at ?? message.queued_at ?? message.made_at
  return (
    <div className="message">
      <button className="subject" aria-expanded={open} onClick={() => setOpen(!open)}>
        <strong>{t(`message.kind.${message.kind}`)}</strong> <span lang={message.language || undefined}>{message.subject}</span>
      </button>
      <span className="soft">{message.masked_address}</span>
      <time className="soft" dateTime={when}>{moment(when)}</time>
      <span className={`pill ${message.state}`}>{t(`message.state.${message.state}`)}</span>
      {open && <Letter forum={forum} id={message.id} />}
    </div>
  )
}

function Letter({ forum, id }: { forum: string; id: string }) {
  const { t } = useSpeech()
  const message = useQuery({ queryKey: [forum, 'messages', 'one', id], queryFn: () => api.get(`${at.notifications(forum)}/messages/${id}`) })
  if (message.error) return <Failure error={message.error} />
  if (!message.data) return <p className="note" role="status">{t('loading')}</p>
  const { language, last_error, body } = message.data
  return (
    <div className="letter">
      {last_error && <p className="failure">{last_error}</p>}
      <pre lang={language || undefined}>{body?.text || t('messages.noWords')}</pre>
    </div>
  )
}
