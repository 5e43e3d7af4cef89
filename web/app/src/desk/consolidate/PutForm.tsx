import { useState } from 'react'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { Failure } from '../shell/Failure.tsx'
import { field, Form } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { api } from '../staff.ts'
import type { Proposal } from '../types.ts'

/** Puts a proposal to the plenary in the words it has now; taking it back is possible until a decision is recorded. */
export function PutForm({ forum, proposal, onDone }: { forum: string; proposal: Proposal; onDone: () => void }) {
  const { t } = useSpeech()
  const [id] = useState(uuidv7)
  const put = useWrite(forum, (majority: string) => api.post(`${at.decisions(forum)}/questions`, { id, proposal_id: proposal.id, majority }), () => ({ ...changed('proposals', proposal.id), ...changed('questions', id) }))
  return (
    <Form label={t('proposal.put')} onCancel={onDone} onSubmit={(form) => put.mutate(field(form, 'majority'), { onSuccess: onDone })}>
      {proposal.translation_missing && <p className="note">{t('proposal.putUntranslated')}</p>}
      <fieldset className="choices">
        <legend>{t('decide.majorityLabel')}</legend>
        {(['simple', 'two_thirds'] as const).map((one, i) => (
          <label key={one}>
            <input type="radio" name="majority" value={one} defaultChecked={i === 0} /> {t(`decide.majority.${one}`)}
          </label>
        ))}
      </fieldset>
      <Failure error={put.error} />
      <FormActions busy={put.isPending} save={t('proposal.put')} onCancel={onDone} />
    </Form>
  )
}
