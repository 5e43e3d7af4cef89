import { useState } from 'react'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { field, Form, pair } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { Pair } from '../shell/Pair.tsx'

const statuses = ['in_progress', 'partly', 'done', 'not_done'] as const

interface Props {
  busy: boolean
  onSave: (body: unknown) => void
  onCancel: () => void
}

/** A report on execution: how far it is, what was done, where the document of completion is. */
export function ReportForm({ busy, onSave, onCancel }: Props) {
  const { t } = useSpeech()
  const [id] = useState(uuidv7)
  return (
    <Form label={t('measure.report')} onCancel={onCancel}
      onSubmit={(form) => {
        const attachment_url = field(form, 'attachment_url')
        onSave({ id, status: field(form, 'status'), text: pair(form, 'text'), ...(attachment_url && { attachment_url }) })
      }}>
      <fieldset className="choices">
        <legend>{t('measure.status')}</legend>
        {statuses.map((one, i) => (
          <label key={one}>
            <input type="radio" name="status" value={one} defaultChecked={i === 0} /> {t(`report.${one}`)}
          </label>
        ))}
      </fieldset>
      <Pair name="text" label={t('measure.reportText')} />
      <label>
        {t('measure.attachment')}
        <input className="field" type="url" name="attachment_url" pattern="https?://.*" maxLength={2000} placeholder="https://" />
      </label>
      <FormActions busy={busy} onCancel={onCancel} />
    </Form>
  )
}
