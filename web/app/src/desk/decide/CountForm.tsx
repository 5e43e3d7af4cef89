import type { CountRequest, QuestionView } from '../../core/contract/decisions.d.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useForumFacts, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field, Form } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { useDraft, useHeld } from '../shell/useDraft.ts'
import { api } from '../staff.ts'

const sides = ['for', 'against', 'abstained'] as const

/** A count by show of hands. Who is eligible comes from the forum's rule unless the secretary knows better. */
export function CountForm({ forum, question, onDone }: { forum: string; question: QuestionView; onDone: () => void }) {
  const { t } = useSpeech()
  const draft = useDraft(`question/${question.id}/count`)
  const { id } = draft
  const done = useDone()
  const leave = () => (draft.close(), onDone())
  /** A side for which nobody raised a hand was counted; that nobody was present or eligible only means that nobody said so. */
  const before = (name: string) => {
    const was = question.votes?.[name as 'for']
    return draft.value(name, was || sides.includes(name as 'for') ? was : '')
  }
  const [typed, setTyped] = useHeld<Record<string, string>>(draft, () => ({}))
  const now = (name: string) => typed[name] ?? before(name)
  const rule = useForumFacts(forum).data?.quorum
  const stated = !rule?.eligible && !Number(now('eligible')) // nobody knows how many may vote: the secretary states the quorum, as minutes do
  const counted = question.votes && bodyOf(question.votes, stated)
  const count = useWrite(forum, (body: CountRequest) => api.post(`${at.decisions(forum)}/questions/${question.id}/votes`, body), () => changed('questions', question.id))
  const sum = sides.reduce((all, side) => all + Number(now(side)), 0)
  const number = (name: string, required = false, placeholder?: string) => (
    <label key={name}>
      {t(`vote.${name}`)}
      <input className="field" name={name} type="number" inputMode="numeric" min={0} max={1_000_000} required={required} placeholder={placeholder}
        defaultValue={before(name)} onChange={(event) => setTyped({ ...typed, [name]: event.target.value })} />
    </label>
  )
  return (
    <Form draft={draft} label={t('decide.count')} onCancel={leave}
      onSubmit={(form) => {
        const of = (name: string) => Number(field(form, name))
        const body = { for: of('for'), against: of('against'), abstained: of('abstained'), present: of('present') || sum, eligible: of('eligible'), quorum: form.has('quorum') }
        count.mutate({ id, ...bodyOf(body, stated) }, { onSuccess: () => (draft.drop(), onDone(), done(t('done.counted', { number: question.number }), counted ? () => count.mutateAsync({ ...counted, id: uuidv7() }) : undefined)) })
      }}>
      <div className="columns numbers">
        {sides.map((side) => number(side, true))}
        {number('present', false, String(sum || ''))}
        {number('eligible', false, String(rule?.eligible || ''))}
      </div>
      <p className="soft" role="status">{t('vote.hint', { count: sum })}</p>
      {stated && (
        <label className="check">
          <input type="checkbox" name="quorum" defaultChecked={draft.ticked('quorum', true)} /> {t('vote.quorumStated')}
        </label>
      )}
      <Failure error={count.error} />
      <FormActions busy={count.isPending} onCancel={leave} />
    </Form>
  )
}

/** What is sent of a count; whether there was a quorum only where the secretary states it. */
const bodyOf = ({ for: yes, against, abstained, present, eligible, quorum }: Omit<CountRequest, 'id'>, stated: boolean): CountRequest => ({
  for: yes, against, abstained, present, eligible, ...(stated && { quorum }),
})
