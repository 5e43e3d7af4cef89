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
      onSubmit={(form) => merge(organisation, field(form, 'into'), draft.version, name, () => (draft.drop(), onDone()))}>
      <p className="soft">{t('organisations.mergeWhy')}</p>
      {references.data && <p role="status">{t('organisations.references', { count: references.data.people })}</p>}
      <BodyChoice label={t('organisations.mergeInto')} name="into" required empty={t('chooseOne')} value={draft.value('into')} without={[organisation.id]} />
      <Failure error={merge.error ?? references.error} />
      <FormActions busy={merge.busy} save={t('organisations.mergeNow')} onCancel={leave} />
    </Form>
  )
}

/** The merge with its way back. */
export function useMerge() {
  const { t } = useSpeech()
  const done = useDone()
  const merge = useRegisterWrite(({ id, into_id, version }: { id: string; into_id: string; version?: number }) => api.post(`${path}/${id}/merge`, { into_id, version }))
  const unmerge = useRegisterWrite((id: string) => api.post(`${path}/${id}/unmerge`))
  const act = ({ id }: Organisation, into_id: string, version: number | undefined, name: string, then?: () => void) =>
    merge.mutate({ id, into_id, version }, { onSuccess: () => (then?.(), done(t('organisations.merged', { name }), () => unmerge.mutateAsync(id))) })
  return Object.assign(act, { busy: merge.isPending, error: merge.error, unmerge })
}
