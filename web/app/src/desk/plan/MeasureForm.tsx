import { useDeferredValue, useState } from 'react'
import { read } from '../../core/i18n.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { BodyChoice } from '../shell/BodyChoice.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field, Form, pair } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { Pair } from '../shell/Pair.tsx'
import { api } from '../staff.ts'
import type { Decision, Measure } from '../types.ts'
import { useAdopted } from './adopted.ts'
import { CoExecutorFields } from './CoExecutorFields.tsx'
import { rowsOf, wordsOf } from './coExecutors.ts'
import { DeadlineFields, deadlineOf } from './DeadlineFields.tsx'
import { funding } from './funding.ts'

interface Props {
  forum: string
  decisions: readonly Decision[] // the last that were adopted, of which one is chosen for a new measure
  measure?: Measure // the draft to change
  onDone: () => void
}

/** Drafts a measure of an adopted decision, or changes a draft. A draft may have gaps; the plan may not. */
export function MeasureForm({ forum, decisions, measure, onDone }: Props) {
  const { t, language } = useSpeech()
  const [id] = useState(uuidv7)
  const [decision, setDecision] = useState(decisions[0])
  const [coExecutors, setCoExecutors] = useState(() => rowsOf(measure))
  const [words, setWords] = useState('')
  const adopted = useAdopted(forum, useDeferredValue(words.trim())).data
  const offered = [...(adopted?.items ?? decisions)]
  if (decision && !offered.some(({ id }) => id === decision.id)) offered.unshift(decision)
  const save = useWrite(forum, (body: unknown) =>
    measure ? api.patch(`${at.decisions(forum)}/measures/${measure.id}`, body) : api.post(`${at.decisions(forum)}/measures`, body),
    () => changed('measures', measure?.id ?? id),
  )
  const other = measure?.funding_source && !funding.includes(measure.funding_source) ? measure.funding_source : undefined

  function submit(form: FormData) {
    const deadline = deadlineOf(form)
    const millions = Number(field(form, 'cost').replace(',', '.').replace(/\s/g, ''))
    save.mutate(
      {
        ...(measure ? { version: measure.version } : { id, decision_id: decision?.id }),
        text: pair(form, 'text'),
        lead_body_id: field(form, 'lead'),
        co_executors: wordsOf(coExecutors),
        form_of_completion: pair(form, 'form'),
        ...(deadline && { deadline }),
        cost_kzt: Math.round(millions * 1_000_000) || 0,
        funding_source: field(form, 'funding'),
      },
      { onSuccess: onDone },
    )
  }

  return (
    <Form className={measure ? 'stack' : 'card stack'} label={t(measure ? 'measure.edit' : 'plan.add')} onCancel={onDone} onSubmit={submit}>
      {!measure && (
        <div className="stack tight">
          {(words || (adopted && adopted.total > adopted.items.length)) && (
            <input className="field" type="search" aria-label={t('plan.searchDecision')} placeholder={t('plan.searchDecision')} autoComplete="off" value={words}
              onChange={(event) => setWords(event.target.value)} onKeyDown={(event) => event.code === 'Enter' && event.preventDefault()} />
          )}
          <label>
            {t('measure.decision')}
            <select className="field" value={decision?.id} onChange={(event) => setDecision(offered.find((one) => one.id === event.target.value))}>
              {offered.map((one) => (
                <option key={one.id} value={one.id}>№ {one.number}. {read(one.text, language).slice(0, 90)}</option>
              ))}
            </select>
          </label>
        </div>
      )}
      <Pair name="text" label={t('measure.text')} value={measure?.text ?? decision?.text} key={decision?.id} />
      <BodyChoice label={t('measure.lead')} name="lead" empty={t('measure.notYet')} value={measure?.lead_body_id} />
      <CoExecutorFields value={coExecutors} onChange={setCoExecutors} />
      <Pair name="form" label={t('measure.form')} value={measure?.form_of_completion} rows={1} />
      <div className="columns">
        <DeadlineFields value={measure?.deadline} />
      </div>
      <div className="columns">
        <label>
          {t('measure.cost')}
          <input className="field" name="cost" inputMode="decimal" pattern="[0-9\s]*([.,][0-9]+)?" defaultValue={measure?.cost_kzt ? measure.cost_kzt / 1_000_000 : ''} />
        </label>
        <label>
          {t('measure.funding')}
          <select className="field" name="funding" defaultValue={measure?.funding_source}>
            <option value="">{t('measure.notYet')}</option>
            {funding.map((one) => <option key={one} value={one}>{t(`funding.${one}`)}</option>)}
            {other && <option value={other}>{other}</option>}
          </select>
        </label>
      </div>
      <Failure error={save.error} />
      <FormActions busy={save.isPending} onCancel={onDone} />
    </Form>
  )
}
