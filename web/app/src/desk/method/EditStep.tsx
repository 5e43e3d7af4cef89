import { useQuery } from '@tanstack/react-query'
import type { Round } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { all, at, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { untouched } from '../shell/drafts.ts'
import { Refused } from '../shell/Refused.tsx'
import { useDraft } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { StepForm } from './StepForm.tsx'
import { stepOf, type StepWords, viewsQuery } from './types.ts'

interface Props {
  forum: string
  session: string
  round?: Round // the one to change; a new one else
  onDone: () => void
}

/** Adds a round to the plan or changes one. */
export function EditStep({ forum, session, round, onDone }: Props) {
  const { t, language } = useSpeech()
  const draft = useDraft(round ? `round/${round.id}/edit` : `session/${session}/round`, round)
  const done = useDone()
  const views = useQuery(viewsQuery)
  const path = `${at.session(forum, session)}/rounds` as const
  const add = useWrite(forum, (step: StepWords) => api.post(path, { id: draft.id, ...step }))
  const change = useWrite(forum, (body: StepWords & { version: number }) => api.patch(`${path}/${round!.id}`, body))
  const remove = useWrite(forum, (id: string) => api.delete(`${path}/${id}`))
  const facts = (one: Round): [string, string][] => [
    [t('method.stepTitle'), read(one.title, language)],
    [t('method.instruction'), read(one.instruction, language)],
    [t('method.question'), read(one.question, language)],
    [t('method.length'), String(one.seconds / 60)],
    [t('method.shows'), t(`method.view.${one.view}`)],
    [t('method.allows'), (one.allows ?? []).map((offer) => t(`method.offer.${offer}`)).join(', ')],
  ]
  const saved = (what: string, undo: () => unknown) => (draft.drop(), onDone(), done(what, undo))

  function save(step: StepWords) {
    const title = read(step.title, language) || read(step.question, language)
    if (!round) return add.mutate(step, { onSuccess: ({ id }) => saved(t('done.roundAdded', { title }), () => remove.mutateAsync(id)) })
    const before = stepOf(draft.latest ?? round)
    return change.mutate({ ...untouched(step, stepOf(draft.seen ?? round), before), version: draft.version }, {
      onSuccess: ({ version }) => saved(t('done.roundChanged', { title }), () => change.mutateAsync({ ...before, version })),
    })
  }
  if (!views.data) return null // the page has asked for them already
  return (
    <StepForm views={views.data.items} draft={draft} step={draft.seen ?? round} busy={add.isPending || change.isPending} onSave={save} onCancel={() => (draft.close(), onDone())}
      refused={<Refused draft={draft} error={add.error ?? change.error} read={async () => (await all(path)).find(({ id }) => id === round!.id)!} facts={facts} />} />
  )
}
