import { type ReactNode, useState } from 'react'
import type { Text } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Form, pair } from './Form.tsx'
import { FormActions } from './FormActions.tsx'
import { Pair } from './Pair.tsx'
import type { FormDraft } from './useDraft.ts'

interface Props {
  draft: FormDraft
  label?: string
  value?: Text
  busy: boolean
  check?: string // words of a box to tick, if there is one
  save?: string
  sure?: string // is asked first, when there is no way back
  refused: ReactNode
  onSave: (text: { kk: string; ru: string }, checked: boolean) => void
  onCancel: () => void
}

/** Writes one text in both languages; one of them is enough to save. */
export function TwoTexts({ draft, label, value, busy, check, save, sure, refused, onSave, onCancel }: Props) {
  const { t } = useSpeech()
  const [empty, setEmpty] = useState(false)
  return (
    <Form
      draft={draft}
      label={label}
      onCancel={onCancel}
      sure={(form) => Object.values(pair(form, 'text')).some(Boolean) ? sure : undefined}
      onSubmit={(form) => {
        const text = pair(form, 'text')
        setEmpty(!text.kk && !text.ru)
        if (text.kk || text.ru) onSave(text, form.has('checked'))
      }}
    >
      <Pair name="text" value={draft.text('text', value)} />
      {empty && <p className="failure" role="alert">{t('text.needed')}</p>}
      {check && (
        <label className="check">
          <input type="checkbox" name="checked" defaultChecked={draft.ticked('checked')} /> {check}
        </label>
      )}
      {refused}
      <FormActions busy={busy} save={save} onCancel={onCancel} />
    </Form>
  )
}
