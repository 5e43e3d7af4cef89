import { useState } from 'react'
import type { ConsentText } from '../../core/contract/sessions.d.ts'
import { official } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field, Form, pair } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { Line } from '../shell/Area.tsx'
import { useDraft } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { useConsentText } from './consents.ts'

/** Who collects the data and until when: the organiser says it, the text is written around it, and each change is a new version. */
export function ConsentTextForm({ forum }: { forum: string }) {
  const { t } = useSpeech()
  const text = useConsentText(forum).data
  const [open, setOpen] = useState(false)
  if (!text) return null
  return (
    <details className="card" open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('consents.ofForum')}</summary>
      {open && <Facts key={text.version} forum={forum} text={text} close={() => setOpen(false)} />}
    </details>
  )
}

function Facts({ forum, text, close }: { forum: string; text: ConsentText; close: () => void }) {
  const { t } = useSpeech()
  const draft = useDraft(`consent-text/${text.version}/change`)
  const done = useDone()
  const write = useWrite(forum, (form: FormData) =>
    api.put(`${at.sessions(forum)}/consent-text`, { seen: text.version, operator: pair(form, 'operator'), until: field(form, 'until'), address: field(form, 'address') }),
    () => ({ forum: { all: true } }))
  return (
    <div className="stack">
      {official.map((code) => <p key={code} lang={code}>{text.processing[code]}</p>)}
      <Form draft={draft} label={t('consents.ofForum')} onCancel={close}
        onSubmit={(form) => write.mutate(form, { onSuccess: () => (draft.drop(), done(t('consents.changed'))) })}>
        <p className="soft">{t('consents.hint')}</p>
        <div className="columns">
          {official.map((code) => (
            <label key={code}>
              {t('consents.operatorField')} · {t(`text.${code}`)}
              <Line name={`operator_${code}`} lang={code} required limit={300} value={draft.value(`operator_${code}`, text.operator[code])} />
            </label>
          ))}
          <label>
            {t('consents.untilField')}
            <input className="field" type="date" name="until" defaultValue={draft.value('until', text.until)} />
          </label>
          <label>
            {t('consents.addressField')}
            <Line name="address" limit={300} value={draft.value('address', text.address)} />
          </label>
        </div>
        <Failure error={write.error} />
        <FormActions busy={write.isPending} onCancel={close} />
      </Form>
    </div>
  )
}
