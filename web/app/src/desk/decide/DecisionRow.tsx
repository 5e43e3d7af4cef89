import { useState } from 'react'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { nameOf, useOrganisations } from '../data.ts'
import { BothTexts } from '../shell/BothTexts.tsx'
import type { Decision } from '../types.ts'
import { day, moment } from '../when.ts'
import { DecisionForm } from './DecisionForm.tsx'
import { VoteBar } from './VoteBar.tsx'

interface Props {
  forum: string
  decision: Decision
  text: Text
  numbers: ReadonlyMap<string, number> // of the log, by id
  recorder: boolean
}
type Text = Decision['text']

/** One line of the log. A corrected line stays, struck through, and names the line that corrects it. */
export function DecisionRow({ forum, decision, text, numbers, recorder }: Props) {
  const { t, language } = useSpeech()
  const [correcting, setCorrecting] = useState(false)
  const organisations = useOrganisations()
  const reason = read(decision.reason, language)
  const addressee = decision.forwarded_to && nameOf(organisations.data?.find(({ id }) => id === decision.forwarded_to), language)
  const counted = decision.votes.present > 0
  return (
    <li className={decision.corrected_by ? 'card corrected' : 'card'}>
      <div className="card-head">
        <span className="number">{t('decide.decision', { number: decision.number })}</span>
        <span className={`pill ${decision.outcome}`}>{t(`outcome.${decision.outcome}`)}</span>
        {decision.corrects && <span className="pill">{t('decide.corrects', { number: numbers.get(decision.corrects) ?? '…' })}</span>}
        {decision.corrected_by && <span className="pill">{t('decide.correctedBy', { number: numbers.get(decision.corrected_by) ?? '…' })}</span>}
        <time className="soft" dateTime={decision.recorded_at}>{moment(decision.recorded_at, t)}</time>
      </div>
      <BothTexts text={text} />
      {reason && <p><span className="soft">{t('decide.reason')}:</span> {reason}</p>}
      {addressee && <p><span className="soft">{t('decide.forwardedTo')}:</span> {addressee}</p>}
      {decision.deferred_until && <p><span className="soft">{t('decide.deferredUntil')}:</span> {day(decision.deferred_until, t)}</p>}
      {counted && <VoteBar votes={decision.votes} />}
      {correcting && (
        <DecisionForm forum={forum} about={{ corrects: decision.id }} text={text} votes={counted ? decision.votes : null} outcomes={decision.outcomes} before={decision}
          onDone={() => setCorrecting(false)} />
      )}
      {recorder && !correcting && decision.outcomes.length > 0 && (
        <div className="actions">
          <button className="button quiet" onClick={() => setCorrecting(true)}>{t('decide.correct')}</button>
        </div>
      )}
    </li>
  )
}
