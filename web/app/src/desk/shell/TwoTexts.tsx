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
  both?: string // said when one of the two is missing, where both are needed
  sure?: string // is asked first, when there is no way back
  refused: ReactNode
  onSave: (text: { kk: string; ru: string }, checked: boolean) => void
  onCancel: () => void
}

/** Writes one text in both languages; one of them is enough to save, unless `both` says that it is not. */
export function TwoTexts({ draft, label, value, busy, check, save, both, sure, refused, onSave, onCancel }: Props) {
  const { t } = useSpeech()
  const [lacking, setLacking] = useState(false)
  const isWhole = ({ kk, ru }: { kk: string; ru: string }) => Boolean(both ? kk && ru : kk || ru)
  return (
    <Form
      draft={draft}
      label={label}
      onCancel={onCancel}
      sure={(form) => isWhole(pair(form, 'text')) ? sure : undefined}
      onSubmit={(form) => {
        const text = pair(form, 'text')
        setLacking(!isWhole(text))
        if (isWhole(text)) onSave(text, form.has('checked'))
      }}
    >
      <Pair name="text" value={draft.text('text', value)} />
      {lacking && <p className="failure" role="alert">{both ?? t('text.needed')}</p>}
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
