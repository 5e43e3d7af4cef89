import type { MeasureView, ReportView, ReturnRequest } from '../../core/contract/decisions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { TwoTexts } from '../shell/TwoTexts.tsx'
import { useDraft } from '../shell/useDraft.ts'
import { api } from '../staff.ts'

/** Why a report is sent back. */
export function ReturnForm({ forum, measure, report, onDone }: { forum: string; measure: MeasureView; report: ReportView; onDone: () => void }) {
  const { t } = useSpeech()
  const draft = useDraft(`measure/${measure.id}/return`)
  const done = useDone()
  const send = useWrite(forum, (reason: ReturnRequest['reason']) => api.post(`${at.decisions(forum)}/reports/${report.id}/return`, { reason }), () => changed('measures', measure.id))
  return (
    <>
      <p>{t('measure.returnReason')}</p>
      <TwoTexts draft={draft} label={t('measure.return')} busy={send.isPending} save={t('measure.return')} sure={t('measure.sure.return')} refused={<Failure error={send.error} />}
        onCancel={() => (draft.close(), onDone())}
        onSave={(reason) => send.mutate(reason, { onSuccess: () => (draft.drop(), onDone(), done(t('done.returned', { number: measure.number }))) })} />
    </>
  )
}
