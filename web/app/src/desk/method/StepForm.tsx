import { type ReactNode, useState } from 'react'
import { StepOffer, type StepView } from '../../core/contract/enums.ts'
import type { Settings, Step, View } from '../../core/contract/sessions.d.ts'
import { called, languages, type Text } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Area } from '../shell/Area.tsx'
import { Form, field, pair } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { type FormDraft, useHeld } from '../shell/useDraft.ts'
import type { StepWords } from './types.ts'

interface Props {
  /** How a round can be worked, as the server tells it. */
  views: readonly View[]
  draft: FormDraft
  step?: Step
  busy: boolean
  refused: ReactNode
  onSave: (step: StepWords) => void
  onCancel: () => void
}

/** Everything that can be said of a round; the settings are those of its view. */
export function StepForm({ views, draft, step, busy, refused, onSave, onCancel }: Props) {
  const { t } = useSpeech()
  // Until another view is chosen what was ticked before counts; of a view that is chosen its own offers are.
  const [chosen, setView] = useHeld<StepView | undefined>(draft, () => undefined)
  const view = chosen ?? (draft.value('view', step?.view ?? 'capture') as StepView)
  const [empty, setEmpty] = useState(false)
  const { usual, allows, ways, longest_scale } = views.find((one) => one.view === view)!
  const { dots = 0, scale = 0 } = usual
  const suits = allows ?? []
  const settings = step?.view === view ? step.settings : usual
  const allowed = (step?.view === view && step.allows) || suits

  function submit(form: FormData) {
    const title = texts(form, 'title')
    const question = texts(form, 'question')
    const wordless = ![...Object.values(title), ...Object.values(question)].some(Boolean)
    setEmpty(wordless)
    if (wordless) return
    onSave({
      title, question, instruction: texts(form, 'instruction'), view,
      seconds: Math.round(Number(field(form, 'minutes')) * 60),
      allows: form.getAll('allows') as StepOffer[],
      settings: {
        by: (field(form, 'by') || settings.by) as Settings['by'],
        dots: Number(field(form, 'dots')), scale: Number(field(form, 'scale')),
        stacking: form.has('stacking'), hidden_count: form.has('hidden_count'), speaking_turns: form.has('speaking_turns'),
      },
    })
  }

  const box = (name: 'stacking' | 'hidden_count' | 'speaking_turns') => (
    <label className="check">
      <input type="checkbox" name={name} defaultChecked={draft.ticked(name, settings[name])} /> {t(`method.${name}`)}
    </label>
  )
  return (
    <Form draft={draft} label={t(step ? 'method.edit' : 'method.add')} onSubmit={submit} onCancel={onCancel}>
      <Texts name="title" label={t('method.stepTitle')} value={draft.text('title', step?.title)} limit={200} rows={1} />
      <Texts name="instruction" label={t('method.instruction')} value={draft.text('instruction', step?.instruction)} limit={2000} rows={3} />
      <Texts name="question" label={t('method.question')} value={draft.text('question', step?.question)} limit={1000} rows={2} />
      {empty && <p className="failure" role="alert">{t('method.wordless')}</p>}
      <div className="columns">
        <label>
          {t('method.length')}
          <input className="field" name="minutes" type="number" min="0.5" max="240" step="0.5" required defaultValue={draft.value('minutes', (step?.seconds ?? 600) / 60)} />
        </label>
        <label>
          {t('method.shows')}
          <select className="field" name="view" value={view} onChange={(event) => setView(event.target.value as StepView)}>
            {views.map(({ view: each }) => <option key={each} value={each}>{t(`method.view.${each}`)}</option>)}
          </select>
        </label>
      </div>
      <fieldset className="offers" key={view}>
        <legend>{t('method.allows')}</legend>
        {StepOffer.map((offer) => (
          <label className="check" key={offer}>
            <input type="checkbox" name="allows" value={offer} defaultChecked={chosen ? allowed.includes(offer) : draft.ticked('allows', allowed.includes(offer), offer)} /> {t(`method.offer.${offer}`)}
          </label>
        ))}
        {suits.includes('capture') && box('speaking_turns')}
      </fieldset>
      {Boolean(ways?.length) && (
        <div className="offers" key={`marks-${view}`}>
          <div className="columns">
            <label>
              {t('method.by')}
              <select className="field" name="by" defaultValue={draft.value('by', settings.by)}>
                {ways?.map((way) => <option key={way} value={way}>{t(`method.way.${way}`)}</option>)}
              </select>
            </label>
            {dots > 0 && (
              <label>
                {t('method.dots')}
                <input className="field" name="dots" type="number" min="1" max="100" required defaultValue={draft.value('dots', settings.dots || dots)} />
              </label>
            )}
            {longest_scale > scale && (
              <label>
                {t('method.scale')}
                <input className="field" name="scale" type="number" min="2" max={longest_scale} required defaultValue={draft.value('scale', settings.scale || scale)} />
              </label>
            )}
          </div>
          {dots > 0 && box('stacking')}
          {box('hidden_count')}
        </div>
      )}
      {refused}
      <FormActions busy={busy} onCancel={onCancel} />
    </Form>
  )
}

function Texts({ name, label, value, rows, limit }: { name: string; label: string; value?: Text; rows: number; limit: number }) {
  const { t } = useSpeech()
  return (
    <div className="three">
      {languages.map((code) => (
        <label key={code}>
          {label} <span>{called(code, t(`text.${code}`))}</span>
          <Area name={`${name}_${code}`} lang={code} rows={rows} value={value?.[code] ?? ''} limit={limit} />
        </label>
      ))}
    </div>
  )
}

/** Other languages may be left out, Kazakh and Russian are always there, if empty. */
function texts(form: FormData, name: string) {
  const all = languages.map((code): [string, string] => [code, field(form, `${name}_${code}`)])
  return { ...pair(form, name), ...Object.fromEntries(all.filter(([, words]) => words)) }
}
