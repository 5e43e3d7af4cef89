import { useQuery } from '@tanstack/react-query'
import { Problem } from '../../core/api.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Form, pair } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { Pair } from '../shell/Pair.tsx'
import { useDraft, useHeld } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import type { Measure } from '../types.ts'

/** The list of what enters the plan, before it does: what is in a published plan is never changed again. */
export function PublishForm({ forum, onDone }: { forum: string; onDone: () => void }) {
  const { t, language } = useSpeech()
  const draft = useDraft('plan/new/publish')
  const { id } = draft
  const done = useDone()
  const leave = () => (draft.close(), onDone())
  const [without, setWithout] = useHeld<ReadonlySet<string>>(draft, () => new Set(draft.value('without').split(',')))
  const path = `${at.decisions(forum)}/measures`
  const { data: drafts = [], error } = useQuery({ queryKey: [forum, 'publishing', id], queryFn: () => all<Measure>(path, { state: 'draft' }), staleTime: Infinity, gcTime: 0 }) // what a colleague drafts meanwhile is not published unseen
  const publish = useWrite(forum, (body: unknown) => api.post(`${at.decisions(forum)}/plan/publish`, body), () => ({ measures: { all: true } }))
  const gone = publish.error instanceof Problem ? publish.error.extra.measure_ids : undefined
  const isGone = (one: Measure) => Array.isArray(gone) && gone.includes(one.id)
  const ready = drafts.filter(({ lacks }) => !lacks.length)
  const chosen = ready.filter((one) => !without.has(one.id))
  const choose = (one: Measure) => setWithout(without.has(one.id) ? new Set([...without].filter((other) => other !== one.id)) : new Set([...without, one.id]))

  return (
    <Form draft={draft} className="card stack" label={t('plan.publishTitle')} onCancel={leave} sure={() => t('plan.publishSure')}
      onSubmit={(form) => publish.mutate({ id, title: pair(form, 'title'), measure_ids: chosen.map((one) => one.id) }, { onSuccess: () => (draft.drop(), onDone(), done(t('done.published', { count: chosen.length }))) })}>
      <input type="hidden" name="without" value={[...without].join()} />
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
      <Pair name="title" label={t('plan.publishTitle')} value={draft.text('title', { kk: t('plan.defaultTitleKk'), ru: t('plan.defaultTitleRu') })} rows={2} />
      <Failure error={publish.error ?? error} />
      <FormActions busy={publish.isPending || !chosen.length} save={t('plan.publish', { count: chosen.length })} onCancel={leave} />
    </Form>
  )
}
