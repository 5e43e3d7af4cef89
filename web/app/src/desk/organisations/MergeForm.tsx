import { useQuery } from '@tanstack/react-query'
import type { Organisation } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { BodyChoice } from '../shell/BodyChoice.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field, Form } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { useDraft } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { path, useRegisterWrite } from './organisations.ts'

/** Makes an organisation the duplicate of another: first it says who refers to it. */
export function MergeForm({ organisation, name, onDone }: { organisation: Organisation; name: string; onDone: () => void }) {
  const { t } = useSpeech()
  const draft = useDraft(`organisation/${organisation.id}/merge`, organisation)
  const one = `${path}/${organisation.id}` as const
  const references = useQuery({ queryKey: ['organisations', 'references', organisation.id], queryFn: () => api.get(`${one}/references`) })
  const merge = useMerge()
  const leave = () => (draft.close(), onDone())
  return (
    <Form draft={draft} className="stack whole" label={t('organisations.merge')} onCancel={leave}
      onSubmit={(form) => merge.mutate({ duplicates: [{ id: organisation.id, version: draft.version, name }], into_id: field(form, 'into') }, { onSuccess: () => (draft.drop(), onDone()) })}>
      <p className="soft">{t('organisations.mergeWhy')}</p>
      {references.data && <p role="status">{t('organisations.references', { count: references.data.people })}</p>}
      <BodyChoice label={t('organisations.mergeInto')} name="into" required empty={t('chooseOne')} value={draft.value('into')} without={[organisation.id]} />
      <Failure error={merge.error ?? references.error} />
      <FormActions busy={merge.isPending} save={t('organisations.mergeNow')} onCancel={leave} />
    </Form>
  )
}

/** An organisation that becomes a duplicate. */
export interface Duplicate {
  id: string
  version?: number
  name: string
}

/**
 * Merges into one, each after the other. What was merged before one was refused is said, with its way back, beside the
 * refusal.
 */
export function useMerge() {
  const { t } = useSpeech()
  const done = useDone()
  const unmerge = useRegisterWrite(async (merged: Duplicate[]) => {
    while (merged.length) {
      await api.post(`${path}/${merged.at(-1)!.id}/unmerge`)
      merged.pop() // pressed again after a refusal, it goes on with the next one
    }
  })
  return useRegisterWrite(async ({ duplicates, into_id }: { duplicates: readonly Duplicate[]; into_id: string }) => {
    const merged: Duplicate[] = []
    try {
      for (const one of duplicates) {
        await api.post(`${path}/${one.id}/merge`, { into_id, version: one.version })
        merged.push(one)
      }
    } finally {
      if (merged.length) done(t('organisations.merged', { name: merged.map(({ name }) => name).join(', ') }), () => unmerge.mutateAsync(merged))
    }
  })
}
