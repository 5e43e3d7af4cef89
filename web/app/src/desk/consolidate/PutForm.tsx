import type { NewQuestion, ProposalView } from '../../core/contract/decisions.d.ts'
import { Majority } from '../../core/contract/enums.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { usePlenaries } from '../decide/plenary.ts'
import { sessionName } from '../session.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field, Form } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { useDraft } from '../shell/useDraft.ts'
import { api } from '../staff.ts'

/** Puts a proposal to the plenary in the words it has now; taking it back is possible until a decision is recorded. */
export function PutForm({ forum, proposal, onDone }: { forum: string; proposal: ProposalView; onDone: () => void }) {
  const { t, language } = useSpeech()
  const plenaries = usePlenaries(forum)
  const draft = useDraft(`proposal/${proposal.id}/put`)
  const done = useDone()
  const { id } = draft
  const change = () => ({ ...changed('proposals', proposal.id), ...changed('questions', id) })
  const put = useWrite(forum, ({ majority, session_id }: Pick<NewQuestion, 'majority' | 'session_id'>) => api.post(`${at.decisions(forum)}/questions`, { id, proposal_id: proposal.id, majority, ...(session_id && { session_id }) }), change)
  const takeBack = useWrite(forum, () => api.post(`${at.decisions(forum)}/questions/${id}/withdraw`), change)
  const leave = () => (draft.close(), onDone())
  return (
    <Form draft={draft} label={t('proposal.put')} onCancel={leave}
      onSubmit={(form) =>
        put.mutate({ majority: field(form, 'majority') as NewQuestion['majority'], session_id: field(form, 'session_id') }, {
          onSuccess: () => {
            draft.drop()
            onDone()
            done(t('done.put', { number: proposal.number }), () => takeBack.mutateAsync())
          },
        })
      }>
      {proposal.translation_missing && <p className="note">{t('proposal.putUntranslated')}</p>}
      <fieldset className="choices">
        <legend>{t('decide.majorityLabel')}</legend>
        {Majority.map((one, i) => (
          <label key={one}>
            <input type="radio" name="majority" value={one} defaultChecked={draft.ticked('majority', i === 0, one)} /> {t(`decide.majority.${one}`)}
          </label>
        ))}
      </fieldset>
      {plenaries.length > 1 && (
        <label className="short">
          {t('agenda.which')}
          <select className="field" name="session_id" defaultValue={draft.value('session_id', plenaries[0]!.id)}>
            {plenaries.map((one) => <option key={one.id} value={one.id}>{sessionName(one, t, language)}</option>)}
          </select>
        </label>
      )}
      <Failure error={put.error} />
      <FormActions busy={put.isPending} save={t('proposal.put')} onCancel={leave} />
    </Form>
  )
}
