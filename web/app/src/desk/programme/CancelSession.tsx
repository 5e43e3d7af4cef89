import type { Session } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { TwoTexts } from '../shell/TwoTexts.tsx'
import { useDraft } from '../shell/useDraft.ts'
import { api } from '../staff.ts'

/** Cancels a session for a reason, which its tablets and the public see. */
export function CancelSession({ forum, session, onCancelled, onNo }: { forum: string; session: Session; onCancelled: () => void; onNo: () => void }) {
  const { t, language } = useSpeech()
  const done = useDone()
  const draft = useDraft(`session/${session.id}/cancel`, session)
  const change = useWrite(forum, (body: { state: Session['state']; version: number; reason?: Session['reason'] }) => api.patch(at.session(forum, session.id), body))
  const title = read(session.title, language)
  return (
    <div className="sure">
      <p>{t('programme.sureCancel')}</p>
      <p>{t('programme.cancelHint')}</p>
      <TwoTexts draft={draft} label={t('programme.reason')} busy={change.isPending} save={t('programme.cancelNow')} refused={<Failure error={change.error} />}
        onSave={(reason) => change.mutate({ state: 'cancelled', reason, version: draft.version }, {
          onSuccess: ({ version }) => {
            draft.drop()
            onCancelled()
            done(t('done.sessionCancelled', { title }), () => change.mutateAsync({ state: 'planned', version }))
          },
        })}
        onCancel={() => (draft.close(), onNo())} />
    </div>
  )
}
