import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '../../core/api.ts'
import { read } from '../../core/i18n.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useWrite } from '../data.ts'
import { Failure } from '../shell/Failure.tsx'
import { Form, pair } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { Pair } from '../shell/Pair.tsx'
import { api } from '../staff.ts'
import type { Measure } from '../types.ts'

/** The list of what enters the plan, before it does: what is in a published plan is never changed again. */
export function PublishForm({ forum, onDone }: { forum: string; onDone: () => void }) {
  const { t, language } = useSpeech()
  const [id] = useState(uuidv7)
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set())
  const path = `${at.decisions(forum)}/measures`
  const { data: drafts = [], error } = useQuery({ queryKey: [forum, 'measures', 'of', 'drafts'], queryFn: () => all<Measure>(path, { state: 'draft' }) })
  const publish = useWrite(forum, (body: unknown) => api.post(`${at.decisions(forum)}/plan/publish`, body), () => ({ measures: { all: true } }))
  const gone = publish.error instanceof Problem ? publish.error.extra.measure_ids : undefined
  const isGone = (one: Measure) => Array.isArray(gone) && gone.includes(one.id)
  const ready = drafts.filter(({ lacks }) => !lacks.length)
  const chosen = ready.filter((one) => !without.has(one.id))
  const choose = (one: Measure) => setWithout(without.has(one.id) ? new Set([...without].filter((other) => other !== one.id)) : new Set([...without, one.id]))

  return (
    <Form className="card stack" label={t('plan.publishTitle')} onCancel={onDone}
      onSubmit={(form) => publish.mutate({ id, title: pair(form, 'title'), measure_ids: chosen.map((one) => one.id) }, { onSuccess: onDone })}>
      <fieldset className="publishing">
        <legend>{t('plan.publishing')}</legend>
        {drafts.map((one) => (
          <label className="check" key={one.id}>
            <input type="checkbox" checked={!one.lacks.length && !without.has(one.id)} disabled={one.lacks.length > 0} onChange={() => choose(one)} />
            <span className="grow">{read(one.text, language)}</span>
            {one.lacks.length > 0 && <span className="pill warn">{t('measure.lacks', { what: one.lacks.map((member) => t(`measure.member.${member}`)).join(', ') })}</span>}
            {isGone(one) && <span className="pill bad">{t('plan.gone')}</span>}
          </label>
        ))}
      </fieldset>
      <Pair name="title" label={t('plan.publishTitle')} value={{ kk: t('plan.defaultTitleKk'), ru: t('plan.defaultTitleRu') }} rows={2} />
      <p className="note">{t('plan.publishSure')}</p>
      <Failure error={publish.error ?? error} />
      <FormActions busy={publish.isPending || !chosen.length} save={t('plan.publish', { count: chosen.length })} onCancel={onDone} />
    </Form>
  )
}
