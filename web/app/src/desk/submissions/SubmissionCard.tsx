import type { Submission, Theme } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { Area } from '../shell/Area.tsx'
import { BothTexts } from '../shell/BothTexts.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field, Form } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { TwoTexts } from '../shell/TwoTexts.tsx'
import { Unfinished } from '../shell/Unfinished.tsx'
import { useDraft, useOpenForm, useUnfinished } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { useMoment } from '../when.ts'

interface Props {
  forum: string
  submission: Submission
  themes: readonly Theme[]
}

export function SubmissionCard({ forum, submission, themes }: Props) {
  const { t, language } = useSpeech()
  const moment = useMoment()
  const thing = `submission/${submission.id}`
  const [doing, setDoing] = useOpenForm<'accept' | 'refuse'>(thing, ['accept', 'refuse'])
  const refusing = useUnfinished(`${thing}/refuse`)
  const theme = read(themes.find(({ id }) => id === submission.theme_id)?.title, language)
  return (
    <article className="card">
      <div className="card-head">
        <span className={`pill ${submission.state}`}>{t(`submissions.state.${submission.state}`)}</span>
        <span className="soft">{[moment(submission.received_at), theme, submission.organisation, t('submissions.code', { code: submission.code })].filter(Boolean).join(' · ')}</span>
        {submission.author_id && <span className="pill accent">{t('submissions.wantsToHear')}</span>}
      </div>
      <p className="words" lang={submission.language === 'mixed' ? undefined : submission.language}>{submission.text}</p>
      {submission.state === 'refused' && <BothTexts text={submission.reason} />}
      {doing === 'accept' && <Accept forum={forum} submission={submission} themes={themes} onDone={() => setDoing(undefined)} />}
      {doing === 'refuse' && <Refuse forum={forum} submission={submission} onDone={() => setDoing(undefined)} />}
      {!doing && submission.state !== 'accepted' && (
        <div className="actions">
          <button className="button primary" onClick={() => setDoing('accept')}>{t('submissions.accept')} <span className="visually-hidden">{submission.code}</span></button>
          {submission.state === 'waiting' && <button className="button" onClick={() => setDoing('refuse')}>{t('submissions.refuse')} <span className="visually-hidden">{submission.code}</span>{refusing && <Unfinished />}</button>}
        </div>
      )}
      {submission.state === 'accepted' && <p><a href={`/way/${submission.code}`}>/way/{submission.code}</a></p>}
    </article>
  )
}

/** Takes it up: under which theme, and without which words. */
function Accept({ forum, submission, themes, onDone }: Props & { onDone: () => void }) {
  const { t, language } = useSpeech()
  const done = useDone()
  const draft = useDraft(`submission/${submission.id}/accept`, submission)
  const accept = useWrite(forum, (body: { hide: string[]; theme_id: string; version: number }) => api.post(`${at.sessions(forum)}/submissions/${submission.id}/accept`, body), () => changed('submissions', submission.id))
  const leave = () => (draft.close(), onDone())
  const hidden = (form: FormData) => field(form, 'hide').split('\n').map((one) => one.trim()).filter(Boolean)
  return (
    <Form draft={draft} label={t('submissions.accept')} onCancel={leave}
      onSubmit={(form) => accept.mutate({ hide: hidden(form), theme_id: field(form, 'theme'), version: draft.version }, { onSuccess: () => (draft.drop(), onDone(), done(t('submissions.accepted'))) })}>
      <div className="columns">
        <label>
          {t('submissions.theme')}
          <select className="field" name="theme" defaultValue={draft.value('theme', submission.theme_id)}>
            <option value="">{t('submissions.noTheme')}</option>
            {themes.map((one) => <option key={one.id} value={one.id}>{read(one.title, language)}</option>)}
          </select>
        </label>
        <label>
          {t('submissions.hide')}
          <Area name="hide" rows={1} limit={2000} aria-describedby={`hide-${submission.id}`} value={draft.value('hide')} />
        </label>
      </div>
      <p className="soft" id={`hide-${submission.id}`}>{t('submissions.hideHint')}</p>
      <Failure error={accept.error} />
      <FormActions busy={accept.isPending} save={t('submissions.accept')} onCancel={leave} />
    </Form>
  )
}

function Refuse({ forum, submission, onDone }: { forum: string; submission: Submission; onDone: () => void }) {
  const { t } = useSpeech()
  const done = useDone()
  const draft = useDraft(`submission/${submission.id}/refuse`, submission)
  const refuse = useWrite(forum, (reason: { kk: string; ru: string }) => api.post(`${at.sessions(forum)}/submissions/${submission.id}/refuse`, { reason, version: draft.version }), () => changed('submissions', submission.id))
  const leave = () => (draft.close(), onDone())
  return (
    <>
      <p className="soft">{t('submissions.reason')}</p>
      <TwoTexts draft={draft} label={t('submissions.refuse')} busy={refuse.isPending} save={t('submissions.refuse')} sure={t('submissions.sureRefuse')} refused={<Failure error={refuse.error} />} onCancel={leave}
        onSave={(reason) => refuse.mutate(reason, { onSuccess: () => (draft.drop(), onDone(), done(t('submissions.refused'))) })} />
    </>
  )
}
