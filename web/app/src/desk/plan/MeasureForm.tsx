import { useDeferredValue, useState } from 'react'
import type { DecisionView, MeasureChange, MeasureView, NewMeasure } from '../../core/contract/decisions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { BodyChoice } from '../shell/BodyChoice.tsx'
import { useDone } from '../shell/Done.tsx'
import { field, Form, pair } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { Pair } from '../shell/Pair.tsx'
import { Refused } from '../shell/Refused.tsx'
import { useDraft, useHeld } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { useAdopted } from './adopted.ts'
import { CoExecutorFields } from './CoExecutorFields.tsx'
import { type CoExecutor, rowsOf, wordsOf } from './coExecutors.ts'
import { DeadlineFields, deadlineOf } from './DeadlineFields.tsx'
import { factsOf } from './facts.ts'
import { funding } from './funding.ts'
import { changesOf, type MeasureWords, undoOf } from './measureBody.ts'

interface Props {
  forum: string
  decisions: readonly DecisionView[] // the last that were adopted, of which one is chosen for a new measure
  measure?: MeasureView // the draft to change
  onDone: () => void
}

/** Drafts a measure of an adopted decision, or changes a draft. A draft may have gaps; the plan may not. */
export function MeasureForm({ forum, decisions, measure, onDone }: Props) {
  const { t, language } = useSpeech()
  const draft = useDraft(measure ? `measure/${measure.id}/edit` : 'plan/new/measure', measure)
  const done = useDone()
  const leave = () => (draft.close(), onDone())
  const [chosen, choose] = useHeld(draft, () => draft.value('decision', decisions[0]?.id))
  const [coExecutors, setCoExecutors] = useHeld(draft, () => (draft.value('co_executors') ? (JSON.parse(draft.value('co_executors')) as CoExecutor[]) : rowsOf(measure)))
  const [words, setWords] = useState('')
  const adopted = useAdopted(forum, useDeferredValue(words.trim())).data
  const [decision, setDecision] = useState(() => decisions.find((one) => one.id === chosen))
  const offered = [...(adopted?.items ?? decisions)]
  if (decision && !offered.some(({ id }) => id === decision.id)) offered.unshift(decision)
  const path = `${at.decisions(forum)}/measures` as const
  const add = useWrite(forum, (body: NewMeasure) => api.post(path, body), () => changed('measures', draft.id))
  const change = useWrite(forum, (body: MeasureChange) => api.patch(`${path}/${measure!.id}`, body), () => changed('measures', measure?.id))
  const remove = useWrite(forum, ({ id, version }: MeasureView) => api.delete(`${path}/${id}`, { version }), ({ id }) => changed('measures', id))
  const saved = (what: string, undo?: () => unknown) => (draft.drop(), onDone(), done(what, undo))
  const other = measure?.funding_source && !funding.includes(measure.funding_source) ? measure.funding_source : undefined

  function submit(form: FormData) {
    const deadline = deadlineOf(form)
    const millions = Number(field(form, 'cost').replace(',', '.').replace(/\s/g, ''))
    const body: MeasureWords = {
      text: pair(form, 'text'),
      lead_body_id: field(form, 'lead'),
      co_executors: wordsOf(coExecutors),
      form_of_completion: pair(form, 'form'),
      ...(deadline && { deadline }),
      cost_kzt: Math.round(millions * 1_000_000) || 0,
      funding_source: field(form, 'funding'),
    }
    if (!measure) {
      add.mutate({ id: draft.id, decision_id: decision?.id ?? '', ...body }, { onSuccess: (made) => saved(t('done.measureAdded'), () => remove.mutateAsync(made)) })
      return
    }
    const changes = changesOf(body, draft.seen ?? measure)
    const back = undoOf(changes, draft.latest ?? measure)
    change.mutate({ version: draft.version, ...changes }, {
      onSuccess: ({ version }) => saved(t('done.measureChanged'), back && (() => change.mutateAsync({ version, ...back }))),
    })
  }

  return (
    <Form draft={draft} className={measure ? 'stack' : 'card stack'} label={t(measure ? 'measure.edit' : 'plan.add')} onCancel={leave} onSubmit={submit}>
      <input type="hidden" name="co_executors" value={JSON.stringify(coExecutors)} />
      {!measure && (
        <div className="stack tight">
          {(words || (adopted && Number(adopted.total) > adopted.items.length)) && (
            <input className="field" type="search" aria-label={t('plan.searchDecision')} placeholder={t('plan.searchDecision')} autoComplete="off" value={words}
              onChange={(event) => setWords(event.target.value)} onKeyDown={(event) => event.code === 'Enter' && event.preventDefault()} />
          )}
          <label>
            {t('measure.decision')}
            <select className="field" name="decision" value={chosen} onChange={({ target: { value } }) => (choose(value), setDecision(offered.find((one) => one.id === value)))}>
              {offered.map((one) => (
                <option key={one.id} value={one.id}>№ {one.number}. {read(one.text, language).slice(0, 90)}</option>
              ))}
            </select>
          </label>
        </div>
      )}
      <Pair name="text" label={t('measure.text')} value={draft.text('text', measure?.text ?? decision?.text)} key={chosen} />
      <BodyChoice label={t('measure.lead')} name="lead" empty={t('measure.notYet')} value={draft.value('lead', measure?.lead_body_id)} />
      <CoExecutorFields value={coExecutors} onChange={setCoExecutors} />
      <Pair name="form" label={t('measure.form')} value={draft.text('form', measure?.form_of_completion)} rows={1} />
      <div className="columns">
        <DeadlineFields draft={draft} value={measure?.deadline} />
      </div>
      <div className="columns">
        <label>
          {t('measure.cost')}
          <input className="field" name="cost" inputMode="decimal" pattern="[0-9\s]*([.,][0-9]+)?" defaultValue={draft.value('cost', measure?.cost_kzt ? measure.cost_kzt / 1_000_000 : '')} />
        </label>
        <label>
          {t('measure.funding')}
          <select className="field" name="funding" defaultValue={draft.value('funding', measure?.funding_source)}>
            <option value="">{t('measure.notYet')}</option>
            {funding.map((one) => <option key={one} value={one}>{t(`funding.${one}`)}</option>)}
            {other && <option value={other}>{other}</option>}
          </select>
        </label>
      </div>
      <Refused draft={draft} error={add.error ?? change.error} read={() => api.get(`${path}/${measure!.id}`)} facts={(one: MeasureView) => factsOf(one, t, language)} />
      <FormActions busy={add.isPending || change.isPending} onCancel={leave} />
    </Form>
  )
}
