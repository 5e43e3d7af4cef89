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
import type { Question } from '../types.ts'

const sides = ['for', 'against', 'abstained'] as const

/** A count by show of hands. Who is eligible comes from the forum's rule unless the secretary knows better. */
export function CountForm({ forum, question, onDone }: { forum: string; question: Question; onDone: () => void }) {
  const { t } = useSpeech()
  const draft = useDraft(`question/${question.id}/count`)
  const { id } = draft
  const done = useDone()
  const leave = () => (draft.close(), onDone())
  const before = (name: string) => draft.value(name, question.votes?.[name as 'for'] || '')
  const [typed, setTyped] = useHeld<Record<string, string>>(draft, () => ({}))
  const now = (name: string) => typed[name] ?? before(name)
  const rule = useForumFacts(forum).data?.quorum
  const stated = !rule?.eligible && !Number(now('eligible')) // nobody knows how many may vote: the secretary states the quorum, as minutes do
  const counted = question.votes && { ...Object.fromEntries([...sides, 'present', 'eligible'].map((name) => [name, question.votes![name as 'for']])), ...(stated && { quorum: question.votes.quorum }) }
  const count = useWrite(forum, (body: unknown) => api.post(`${at.decisions(forum)}/questions/${question.id}/votes`, body), () => changed('questions', question.id))
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
        const [yes, no, neither, present, eligible] = [...sides, 'present', 'eligible'].map((name) => Number(field(form, name)))
        const body = { id, for: yes, against: no, abstained: neither, present: present || sum, eligible }
        count.mutate(stated ? { ...body, quorum: form.has('quorum') } : body, { onSuccess: () => (draft.drop(), onDone(), done(t('done.counted', { number: question.number }), counted ? () => count.mutateAsync({ ...counted, id: uuidv7() }) : undefined)) })
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
