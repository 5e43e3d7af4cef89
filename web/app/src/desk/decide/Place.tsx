import type { QuestionView } from '../../core/contract/decisions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { sessionName, useSessions } from '../session.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'
import { usePlenaries } from './plenary.ts'

/** Where a question stands on the agenda of which plenary session, and the ways to give it another place. */
export function Place({ forum, question, writer }: { forum: string; question: QuestionView; writer: boolean }) {
  const { t, language } = useSpeech()
  const done = useDone()
  const sessions = useSessions(forum).data
  const plenaries = usePlenaries(forum)
  const { id, number, place, session_id } = question
  const move = useWrite(forum, (to: { place: number; session_id?: string }) => api.post(`${at.decisions(forum)}/questions/${id}/move`, to), () => ({ questions: { all: true } }))
  const go = (to: { place: number; session_id?: string }) =>
    move.mutate(to, { onSuccess: () => done(t('agenda.moved', { number }), () => move.mutateAsync({ place, ...(session_id && { session_id }) })) })
  const name = sessionName(sessions?.find((one) => one.id === session_id), t, language)
  return (
    <>
      <div className="actions place">
        <span className="soft">{name ? t('agenda.placeAt', { place, session: name }) : t('agenda.place', { place })}</span>
        {writer && (
          <>
            <button className="button quiet" disabled={place <= 1 || move.isPending} onClick={() => go({ place: place - 1 })} aria-label={t('agenda.up', { number })}>↑</button>
            <button className="button quiet" disabled={move.isPending} onClick={() => go({ place: place + 1 })} aria-label={t('agenda.down', { number })}>↓</button>
            {plenaries.some((one) => one.id !== session_id) && (
              <select className="field" aria-label={t('agenda.session', { number })} value={session_id} disabled={move.isPending} onChange={({ target }) => go({ place: 100_000, session_id: target.value })}>
                {!session_id && <option value="" disabled>{t('agenda.noSession')}</option>}
                {plenaries.map((one) => <option key={one.id} value={one.id}>{sessionName(one, t, language)}</option>)}
              </select>
            )}
          </>
        )}
      </div>
      {question.follows_number !== undefined && <p className="soft">{t('agenda.follows', { number: question.follows_number })}</p>}
      {question.followed_by_number !== undefined && <p className="soft">{t('agenda.followed', { number: question.followed_by_number })}</p>}
      <Failure error={move.error} />
    </>
  )
}
