import { useState } from 'react'
import type { DecisionView, NewDecision, Outcome, Votes } from '../../core/contract/decisions.d.ts'
import type { Text } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useForumFacts, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { BodyChoice } from '../shell/BodyChoice.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field, Form, pair } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { Pair } from '../shell/Pair.tsx'
import { Sure } from '../shell/Sure.tsx'
import { useDraft, useHeld } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { useForumTime } from '../when.ts'

interface Props {
  forum: string
  about: { question_id: string } | { corrects: string }
  text: Text
  votes: Votes | null
  outcomes: readonly Outcome[] // those that the vote allows
  before?: DecisionView // what a correction starts from
  onDone: () => void
}

/** What the decision log will say for ever; a mistake is mended by a later line that names the one it corrects. */
export function DecisionForm({ forum, about, text, votes, outcomes, before, onDone }: Props) {
  const { t } = useSpeech()
  const draft = useDraft('corrects' in about ? `decision/${about.corrects}/correct` : `question/${about.question_id}/decide`)
  const { id } = draft
  const done = useDone()
  const clock = useForumTime()
  const starts = useForumFacts(forum).data?.starts_on
  const leave = () => (draft.close(), onDone())
  const [sure, setSure] = useState<FormData>()
  const [outcome, setOutcome] = useHeld<Outcome>(draft, () => [draft.value('outcome'), before?.outcome].find((one): one is Outcome => outcomes.includes(one as Outcome)) ?? outcomes[0]!)
  const record = useWrite(forum, (body: NewDecision) => api.post(`${at.decisions(forum)}/decisions`, body), () =>
    'question_id' in about ? { ...changed('decisions', id), ...changed('questions', about.question_id) } : changed('decisions', id, about.corrects),
  )
  const save = (form: FormData) => {
    const reason = pair(form, 'reason')
    record.mutate(
      {
        id,
        ...about,
        outcome,
        ...(outcome === 'adopted_with_changes' && { text: pair(form, 'text') }),
        ...(reason.kk + reason.ru && { reason }),
        ...(outcome === 'forwarded' && { forwarded_to: field(form, 'forwarded_to') }),
        ...(field(form, 'decided_at') && { decided_at: clock.instant(field(form, 'decided_at')) }),
        ...(outcome === 'deferred' && { deferred_until: field(form, 'deferred_until') }),
      },
      { onSuccess: () => (draft.drop(), onDone(), done(t('done.recorded', { outcome: t(`outcome.${outcome}`) }))), onSettled: () => setSure(undefined) },
    )
  }
  return (
    <Form draft={draft} label={t(before ? 'decide.correct' : 'decide.record')} onCancel={leave} onSubmit={setSure}>
      <fieldset className="choices">
        <legend>{t('decide.outcome')}</legend>
        {outcomes.map((one) => (
          <label key={one}>
            <input type="radio" name="outcome" value={one} checked={outcome === one} onChange={() => setOutcome(one)} /> {t(`outcome.${one}`)}
          </label>
        ))}
      </fieldset>
      {!votes?.quorum && <p className="soft">{t(votes ? 'decide.withoutQuorum' : 'decide.notCounted')}</p>}
      {outcome === 'adopted_with_changes' && <Pair name="text" label={t('decide.text')} value={draft.text('text', text)} required />}
      {outcome === 'forwarded' && (
        <BodyChoice label={t('decide.forwardedTo')} name="forwarded_to" required empty={t('chooseOne')} value={draft.value('forwarded_to', before?.forwarded_to)} />
      )}
      {outcome === 'deferred' && (
        <label className="short">
          {t('decide.deferredUntil')}
          <input className="field" type="date" name="deferred_until" required defaultValue={draft.value('deferred_until', before?.deferred_until)} />
        </label>
      )}
      {outcome !== 'adopted' && <Pair name="reason" label={t('decide.reason')} value={draft.text('reason', before?.reason)} rows={2} required={outcome === 'rejected'} />}
      <label className="short">
        {t('decide.decidedAt')}
        <input className="field" type="datetime-local" name="decided_at" min={`${starts}T00:00`} max={clock.field(new Date().toISOString())} defaultValue={draft.value('decided_at')} />
      </label>
      <Failure error={record.error} />
      {sure ? (
        <Sure question={t('decide.sure', { outcome: t(`outcome.${outcome}`) })} yes={t(before ? 'decide.recordCorrection' : 'decide.record')} busy={record.isPending}
          onYes={() => save(sure)} onNo={() => setSure(undefined)} />
      ) : (
        <FormActions busy={record.isPending} save={t(before ? 'decide.recordCorrection' : 'decide.record')} onCancel={leave} />
      )}
    </Form>
  )
}
