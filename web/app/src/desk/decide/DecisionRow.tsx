import type { DecisionView } from '../../core/contract/decisions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useBodyName } from '../shell/bodies.ts'
import { BothTexts } from '../shell/BothTexts.tsx'
import { useOpenForm } from '../shell/useDraft.ts'
import { day, useMoment } from '../when.ts'
import { DecisionForm } from './DecisionForm.tsx'
import { VoteBar } from './VoteBar.tsx'

interface Props {
  forum: string
  decision: DecisionView
  recorder: boolean
}

/** One line of the log. A corrected line stays, struck through, and names the line that corrects it. */
export function DecisionRow({ forum, decision, recorder }: Props) {
  const { t, language } = useSpeech()
  const moment = useMoment()
  const [correcting, correct] = useOpenForm(`decision/${decision.id}`, ['correct'])
  const text = read(decision.text, language) ? decision.text : decision.question_text
  const reason = read(decision.reason, language)
  const addressee = useBodyName(decision.forwarded_to)
  const counted = decision.votes.present > 0
  return (
    <article className={decision.corrected_by ? 'card corrected' : 'card'}>
      <div className="card-head">
        <span className="number">{t('decide.decision', { number: decision.number })}</span>
        <span className={`pill ${decision.outcome}`}>{t(`outcome.${decision.outcome}`)}</span>
        {decision.corrects && <span className="pill">{t('decide.corrects', { number: decision.corrects_number ?? '…' })}</span>}
        {decision.corrected_by && <span className="pill">{t('decide.correctedBy', { number: decision.corrected_by_number ?? '…' })}</span>}
        <time className="soft" dateTime={decision.decided_at}>{moment(decision.decided_at)}</time>
        {decision.decided_at !== decision.recorded_at && <span className="soft">{t('decide.enteredAt', { at: moment(decision.recorded_at) })}</span>}
      </div>
      <BothTexts text={text} />
      {reason && <p><span className="soft">{t('decide.reason')}:</span> {reason}</p>}
      {addressee && <p><span className="soft">{t('decide.forwardedTo')}:</span> {addressee}</p>}
      {decision.deferred_until && <p><span className="soft">{t('decide.deferredUntil')}:</span> {day(decision.deferred_until, t)}</p>}
      {counted && <VoteBar votes={decision.votes} />}
      {correcting && (
        <DecisionForm forum={forum} about={{ corrects: decision.id }} text={text} votes={counted ? decision.votes : null} outcomes={decision.outcomes} before={decision}
          onDone={() => correct(undefined)} />
      )}
      {recorder && !correcting && decision.outcomes.length > 0 && (
        <div className="actions">
          <button className="button quiet" onClick={() => correct('correct')}>{t('decide.correct')}</button>
        </div>
      )}
    </article>
  )
}
