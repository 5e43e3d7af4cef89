import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { Problem } from '../../core/api.ts'
import type { NewPlan } from '../../core/contract/decisions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Form, pair } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { Pair } from '../shell/Pair.tsx'
import { useDraft, useHeld } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { useDrafts } from './drafts.ts'

/** The list of what enters the plan, before it does: what is in a published plan is never changed again. */
export function PublishForm({ forum, onDone }: { forum: string; onDone: () => void }) {
  const { t, language } = useSpeech()
  const draft = useDraft('plan/new/publish')
  const { id } = draft
  const done = useDone()
  const leave = () => (draft.close(), onDone())
  const [without, setWithout] = useHeld<ReadonlySet<string>>(draft, () => new Set(draft.value('without').split(',').filter(Boolean)))
  const publish = useWrite(forum, (body: NewPlan) => api.post(`${at.decisions(forum)}/plan/publish`, body), () => ({ measures: { all: true } }))

  const scroller = useRef<HTMLDivElement>(null)
  const [[from, to], setRange] = useState([0, 0])
  const drafts = useDrafts(forum, id, from!, to!)
  const rows = useVirtualizer({ count: drafts.total, getScrollElement: () => scroller.current, estimateSize: () => 48, overscan: 10 })
  const { startIndex = 0, endIndex = 0 } = rows.range ?? {}
  useEffect(() => setRange([startIndex, endIndex]), [startIndex, endIndex])
  const count = Math.max(0, drafts.ready - without.size)
  const choose = (one: string) => setWithout(without.has(one) ? new Set([...without].filter((other) => other !== one)) : new Set([...without, one]))
  const changed = drafts.changed || (publish.error instanceof Problem && publish.error.code === 'drafts_changed')
  const lookAgain = async () => {
    publish.reset()
    setWithout(new Set(await drafts.again([...without])))
  }

  return (
    <Form draft={draft} className="card stack" label={t('plan.publishTitle')} onCancel={leave} sure={() => t('plan.publishSure')}
      onSubmit={(form) => publish.mutate({ id, title: pair(form, 'title'), without: [...without], mark: drafts.mark }, { onSuccess: () => (draft.drop(), onDone(), done(t('done.published', { count }))) })}>
      <input type="hidden" name="without" value={[...without].join()} />
      <fieldset className="publishing">
        <legend>{t('plan.publishing')}</legend>
        <div className="scroller" ref={scroller}>
          <ol style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map(({ key, index, start }) => {
              const one = drafts.at(index)
              return (
                <li key={key} ref={rows.measureElement} data-index={index} style={{ top: start }} aria-posinset={index + 1} aria-setsize={drafts.total} aria-busy={!one || undefined}>
                  {one && (
                    <label className="check">
                      <input type="checkbox" checked={!one.lacks.length && !without.has(one.id)} disabled={one.lacks.length > 0} onChange={() => choose(one.id)} />
                      <span className="grow">{read(one.text, language)}</span>
                      {one.lacks.length > 0 && <span className="pill warn">{t('measure.lacks', { what: one.lacks.map((member) => t(`measure.member.${member}`)).join(', ') })}</span>}
                    </label>
                  )}
                </li>
              )
            })}
          </ol>
        </div>
      </fieldset>
      {changed && (
        <p className="note" role="alert">
          {t('plan.draftsChanged')} <button className="button" type="button" onClick={() => void lookAgain()}>{t('plan.draftsAgain')}</button>
        </p>
      )}
      <Pair name="title" label={t('plan.publishTitle')} value={draft.text('title', { kk: t('plan.defaultTitleKk'), ru: t('plan.defaultTitleRu') })} rows={2} />
      <Failure error={(changed ? undefined : publish.error) ?? drafts.error} />
      <FormActions busy={publish.isPending || changed || !count} save={t('plan.publish', { count })} onCancel={leave} />
    </Form>
  )
}
