import { useState } from 'react'
import type { Session } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Sure } from '../shell/Sure.tsx'
import { api } from '../staff.ts'

/** Takes a session out of the programme to which nothing has come yet; the server says what has. */
export function RemoveSession({ forum, session, onRemoved }: { forum: string; session: Session; onRemoved: () => void }) {
  const { t, language } = useSpeech()
  const done = useDone()
  const [asking, ask] = useState(false)
  const title = read(session.title, language)
  const remove = useWrite(forum, () => api.post(`${at.sessions(forum)}/programme/remove`, { session_ids: [session.id] }), () => ({ sessions: { all: true } }))
  return (
    <>
      <Failure error={remove.error} />
      {asking ? (
        <Sure question={t('grid.sureRemove', { title })} yes={t('grid.removeNow')} busy={remove.isPending} onNo={() => ask(false)}
          onYes={() => remove.mutate(undefined, { onSuccess: () => (onRemoved(), done(t('done.sessionRemoved', { title }))), onError: () => ask(false) })} />
      ) : (
        <button className="button quiet" onClick={() => ask(true)}>{t('grid.remove')}</button>
      )}
    </>
  )
}
