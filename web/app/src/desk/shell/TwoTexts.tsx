import { useState } from 'react'
import type { Text } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Form, pair } from './Form.tsx'
import { FormActions } from './FormActions.tsx'
import { Pair } from './Pair.tsx'

interface Props {
  value?: Text
  busy: boolean
  check?: string // words of a box to tick, if there is one
  save?: string
  onSave: (text: { kk: string; ru: string }, checked: boolean) => void
  onCancel: () => void
}

/** Writes one text in both languages; one of them is enough to save. */
export function TwoTexts({ value, busy, check, save, onSave, onCancel }: Props) {
  const { t } = useSpeech()
  const [empty, setEmpty] = useState(false)
  return (
    <Form
      onCancel={onCancel}
      onSubmit={(form) => {
        const text = pair(form, 'text')
        setEmpty(!text.kk && !text.ru)
        if (text.kk || text.ru) onSave(text, form.has('checked'))
      }}
    >
      <Pair name="text" value={value} />
      {empty && <p className="failure" role="alert">{t('text.needed')}</p>}
      {check && (
        <label className="check">
          <input type="checkbox" name="checked" /> {check}
        </label>
      )}
      <FormActions busy={busy} save={save} onCancel={onCancel} />
    </Form>
  )
}
