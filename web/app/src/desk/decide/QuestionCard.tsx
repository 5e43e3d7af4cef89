import type { QuestionView } from '../../core/contract/decisions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { BothTexts } from '../shell/BothTexts.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Sure } from '../shell/Sure.tsx'
import { useOpenForm } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { CountForm } from './CountForm.tsx'
import { DecisionForm } from './DecisionForm.tsx'
import { Place } from './Place.tsx'
import { VoteBar } from './VoteBar.tsx'

export function QuestionCard({ forum, question, counter, writer }: { forum: string; question: QuestionView; counter: boolean; writer: boolean }) {
  const { t } = useSpeech()
  const [doing, setDoing] = useOpenForm<'count' | 'decide' | 'withdraw'>(`question/${question.id}`, ['count', 'decide'])
  const withdraw = useWrite(forum, () => api.post(`${at.decisions(forum)}/questions/${question.id}/withdraw`), () => ({ ...changed('questions', question.id), ...changed('proposals', question.proposal_id) }))
  const close = () => setDoing(undefined)
  const done = useDone()
  const [next, other] = question.votes?.quorum ? (['decide', 'count'] as const) : (['count', 'decide'] as const)
  const words = { count: t(question.votes ? 'decide.recount' : 'decide.count'), decide: t('decide.record') }
  return (
    <article className="card">
      <div className="card-head">
        <span className="number">{t('decide.question', { number: question.number })}</span>
        <span className="soft">{t(`decide.majority.${question.majority}`)}</span>
        {question.suggestion_count > 1 && <span className="pill">{t('proposal.suggestions', { count: question.suggestion_count })}</span>}
        {question.translation_missing && <span className="pill warn">{t('proposal.untranslated')}</span>}
      </div>
      <Place forum={forum} question={question} writer={writer} />
      <BothTexts text={question.text} large />
      {question.votes && <VoteBar votes={question.votes} />}
      <Failure error={withdraw.error} />
      {doing === 'count' && <CountForm forum={forum} question={question} onDone={close} />}
      {doing === 'decide' && <DecisionForm forum={forum} about={{ question_id: question.id }} text={question.text} votes={question.votes} outcomes={question.outcomes} onDone={close} />}
      {doing === 'withdraw' && (
        <Sure question={t('decide.withdrawSure', { number: question.number })} yes={t('decide.withdraw')} busy={withdraw.isPending} onNo={close} onYes={() => withdraw.mutate(undefined, { onSuccess: () => done(t('done.questionWithdrawn', { number: question.number })), onSettled: close })} />
      )}
      {counter && !doing && (
        <div className="actions">
          <button className="button primary" onClick={() => setDoing(next)}>{words[next]}</button>
          <button className="button" onClick={() => setDoing(other)}>{words[other]}</button>
          {writer && <button className="button quiet" onClick={() => setDoing('withdraw')}>{t('decide.withdraw')}</button>}
        </div>
      )}
    </article>
  )
}
