import type { Question } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { sessionName, useSessions } from '../session.ts'
import { BothTexts } from '../shell/BothTexts.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field, Form } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { TwoTexts } from '../shell/TwoTexts.tsx'
import { Unfinished } from '../shell/Unfinished.tsx'
import { useDraft, useOpenForm, useUnfinished } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { useMoment } from '../when.ts'

interface Props {
  forum: string
  question: Question
  writer: boolean
}

export function AgendaCard({ forum, question, writer }: Props) {
  const { t, language } = useSpeech()
  const moment = useMoment()
  const thing = `agenda/${question.id}`
  const [doing, setDoing] = useOpenForm<'accept' | 'answer'>(thing, ['accept', 'answer'])
  const answering = useUnfinished(`${thing}/answer`)
  const session = useSessions(forum).data?.find(({ id }) => id === question.session_id)
  const close = () => setDoing(undefined)
  return (
    <article className="card">
      <div className="card-head">
        <span className="number">{t('preparatory.question', { number: question.number })}</span>
        <span className={`pill ${question.state}`}>{t(`preparatory.state.${question.state}`)}</span>
        <span className="soft">{[question.organisation, moment(question.submitted_at), question.contact && t('preparatory.contact', { contact: question.contact })].filter(Boolean).join(' · ')}</span>
        {question.author_id && <span className="pill accent">{t('preparatory.tells')}</span>}
      </div>
      <p className="words" lang={question.language === 'mixed' ? undefined : question.language}>{question.text}</p>
      {session && <p className="soft">{t('preparatory.onAgendaOf', { session: sessionName(session, t, language) })}</p>}
      {question.state === 'answered' && <BothTexts text={question.answer} />}
      {doing === 'accept' && <Accept forum={forum} question={question} onDone={close} />}
      {doing === 'answer' && <Reply forum={forum} question={question} onDone={close} />}
      {writer && !doing && question.state !== 'answered' && (
        <div className="actions">
          <button className={question.state === 'submitted' ? 'button primary' : 'button'} onClick={() => setDoing('accept')}>{t(question.state === 'submitted' ? 'preparatory.accept' : 'preparatory.move')}</button>
          {question.state === 'submitted' && <button className="button" onClick={() => setDoing('answer')}>{t('preparatory.answer')}{answering && <Unfinished />}</button>}
        </div>
      )}
    </article>
  )
}

function Accept({ forum, question, onDone }: { forum: string; question: Question; onDone: () => void }) {
  const { t, language } = useSpeech()
  const done = useDone()
  const draft = useDraft(`agenda/${question.id}/accept`, question)
  const sessions = (useSessions(forum).data ?? []).filter(({ state }) => state !== 'cancelled')
  const path = `${at.sessions(forum)}/agenda-questions/${question.id}/accept` as const
  const accept = useWrite(forum, (session_id: string) => api.post(path, { session_id }), () => changed('agendaQuestions', question.id))
  const leave = () => (draft.close(), onDone())
  const before = question.session_id
  return (
    <Form draft={draft} label={t('preparatory.accept')} onCancel={leave} onSubmit={(form) => accept.mutate(field(form, 'session'), {
      onSuccess: () => (draft.drop(), onDone(), done(t('preparatory.accepted', { number: question.number }), question.state === 'accepted' ? () => accept.mutateAsync(before) : undefined)),
    })}>
      <label className="short">
        {t('preparatory.session')}
        <select className="field" name="session" defaultValue={draft.value('session', question.session_id)} key={sessions.length}>
          <option value="">{t('preparatory.anySession')}</option>
          {sessions.map((one) => <option key={one.id} value={one.id}>{sessionName(one, t, language)}</option>)}
        </select>
      </label>
      <Failure error={accept.error} />
      <FormActions busy={accept.isPending} save={t('preparatory.accept')} onCancel={leave} />
    </Form>
  )
}

/** Answers in both languages: who asked reads it in their own. */
function Reply({ forum, question, onDone }: { forum: string; question: Question; onDone: () => void }) {
  const { t } = useSpeech()
  const done = useDone()
  const draft = useDraft(`agenda/${question.id}/answer`, question)
  const reply = useWrite(forum, (text: { kk: string; ru: string }) => api.post(`${at.sessions(forum)}/agenda-questions/${question.id}/answer`, { text }), () => changed('agendaQuestions', question.id))
  const leave = () => (draft.close(), onDone())
  return (
    <TwoTexts draft={draft} label={t('preparatory.answerText')} busy={reply.isPending} save={t('preparatory.answer')} both={t('preparatory.both')} sure={t('preparatory.sureAnswer')} onCancel={leave}
      onSave={(text) => reply.mutate(text, { onSuccess: () => (draft.drop(), onDone(), done(t('preparatory.answered', { number: question.number }))) })}
      refused={<Failure error={reply.error} />} />
  )
}
