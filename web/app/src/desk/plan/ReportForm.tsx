import type { ReactNode } from 'react'
import type { MeasureView, NewReport } from '../../core/contract/decisions.d.ts'
import { ReportStatus } from '../../core/contract/enums.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Line } from '../shell/Area.tsx'
import { field, Form, pair } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { Pair } from '../shell/Pair.tsx'
import { useDraft } from '../shell/useDraft.ts'

interface Props {
  measure: MeasureView
  busy: boolean
  refused: ReactNode
  onSave: (body: NewReport, saved: () => void) => void
  onCancel: () => void
}

/** A report on execution: of which quarter, if the measure comes back, how far it is, what was done, where the document of completion is. */
export function ReportForm({ measure, busy, refused, onSave, onCancel }: Props) {
  const { t, language } = useSpeech()
  const draft = useDraft(`measure/${measure.id}/report`)
  const leave = () => (draft.close(), onCancel())
  return (
    <Form draft={draft} label={t('measure.report')} onCancel={leave} sure={() => t('measure.sure.report')}
      onSubmit={(form) => {
        const attachment_url = field(form, 'attachment_url')
        const due_date = field(form, 'due_date')
        onSave({ id: draft.id, status: field(form, 'status') as NewReport['status'], text: pair(form, 'text'), ...(attachment_url && { attachment_url }), ...(due_date && { due_date }) }, draft.drop)
      }}>
      {measure.reportable.length > 0 && (
        <label>
          {t('measure.period')}
          <select className="field" name="due_date" defaultValue={draft.value('due_date', measure.reportable[0]!.due_date)}>
            {measure.reportable.map(({ due_date, phrase }) => <option key={due_date} value={due_date}>{read(phrase, language)}</option>)}
          </select>
        </label>
      )}
      <fieldset className="choices">
        <legend>{t('measure.status')}</legend>
        {ReportStatus.map((one, i) => (
          <label key={one}>
            <input type="radio" name="status" value={one} defaultChecked={draft.ticked('status', i === 0, one)} /> {t(`report.${one}`)}
          </label>
        ))}
      </fieldset>
      <Pair name="text" label={t('measure.reportText')} value={draft.text('text')} />
      <label>
        {t('measure.attachment')}
        <Line type="url" name="attachment_url" pattern="https?://.*" limit={2000} placeholder="https://" value={draft.value('attachment_url')} />
      </label>
      {refused}
      <FormActions busy={busy} onCancel={leave} />
    </Form>
  )
}
