import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { MeasureView } from '../../core/contract/decisions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { BothTexts } from '../shell/BothTexts.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Sure } from '../shell/Sure.tsx'
import { Unfinished } from '../shell/Unfinished.tsx'
import { useOpenForm, useUnfinished } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { detailsOf } from './facts.ts'
import { MeasureForm } from './MeasureForm.tsx'
import { ReportForm } from './ReportForm.tsx'
import { Reports } from './Reports.tsx'
import { ReturnForm } from './ReturnForm.tsx'

export function MeasureCard({ forum, measure }: { forum: string; measure: MeasureView }) {
  const { t, language } = useSpeech()
  const [doing, setDoing] = useOpenForm<'edit' | 'report' | 'return' | 'accept' | 'offControl' | 'remove'>(`measure/${measure.id}`, ['edit', 'report', 'return'])
  const [earlier, setEarlier] = useState(false)
  const path = `${at.decisions(forum)}/measures/${measure.id}` as const
  const whole = useQuery({ queryKey: [forum, 'measures', 'one', measure.id], queryFn: () => api.get(path), enabled: earlier })
  const reports = (earlier && whole.data?.reports) || measure.reports
  const waiting = measure.state === 'report_submitted' ? reports.find(({ state, status }) => state === 'submitted' && status !== 'in_progress') : undefined
  const late = read(measure.overdue_for?.phrase, language)
  const about = read(waiting?.occurrence?.phrase, language)
  const change = () => changed('measures', measure.id)
  const act = useWrite(forum, (write: () => Promise<unknown>) => write(), change)
  const done = useDone()
  const edited = useUnfinished(`measure/${measure.id}/edit`)
  const close = () => (setDoing(undefined), act.reset())
  const sure = {
    accept: () => waiting && act.mutate(() => api.post(`${at.decisions(forum)}/reports/${waiting.id}/accept`), { onSuccess: () => (close(), done(t('done.accepted', { number: measure.number }))) }),
    offControl: () => act.mutate(() => api.post(`${path}/off-control`), { onSuccess: () => (close(), done(t('done.offControl', { number: measure.number }))) }),
    remove: () => act.mutate(() => api.delete(path, { version: measure.version }), { onSuccess: () => (close(), done(t('done.measureRemoved'))) }),
  }
  const facts = detailsOf(measure, t, language).filter(([, value], i) => value || i !== 1)

  return (
    <article className="card">
      <div className="card-head">
        {measure.number > 0 && <span className="number">№ {measure.number}</span>}
        {!(measure.overdue && measure.state === 'planned') && <span className={`pill ${measure.state}`}>{t(`measure.state.${measure.state}`)}</span>}
        {measure.overdue && <span className="pill bad">{late ? t('measure.overdueFor', { occurrence: late }) : t('measure.overdue')}</span>}
        {measure.lacks.length > 0 && (
          <span className="pill warn">{t('measure.lacks', { what: measure.lacks.map((member) => t(`measure.member.${member}`)).join(', ') })}</span>
        )}
      </div>
      <BothTexts text={measure.text} />
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value || '–'}</dd>
          </div>
        ))}
      </dl>
      {reports.length > 0 && <Reports reports={reports} />}
      {!earlier && measure.report_count > measure.reports.length && (
        <div className="actions">
          <button className="button quiet" onClick={() => setEarlier(true)}>{t('measure.earlierReports', { count: measure.report_count - measure.reports.length })}</button>
        </div>
      )}
      <Failure error={(doing === 'report' ? undefined : act.error) ?? whole.error} />
      {doing === 'edit' && <MeasureForm forum={forum} decisions={[]} measure={measure} onDone={close} />}
      {doing === 'report' && (
        <ReportForm measure={measure} busy={act.isPending} refused={<Failure error={act.error} />} onCancel={close}
          onSave={(body, saved) => act.mutate(() => api.post(`${path}/reports`, body), { onSuccess: () => (saved(), close(), done(t('done.reported', { number: measure.number }))) })} />
      )}
      {doing === 'return' && waiting && <ReturnForm forum={forum} measure={measure} report={waiting} onDone={close} />}
      {(doing === 'accept' || doing === 'offControl' || doing === 'remove') && (
        <Sure question={t(`measure.sure.${doing}`)} yes={t(`measure.${doing}`)} busy={act.isPending} onNo={close} onYes={sure[doing]} />
      )}
      {!doing && (
        <div className="actions">
          {measure.may.includes('change') && <button className="button" onClick={() => setDoing('edit')}>{t('measure.edit')}{edited && <Unfinished />}</button>}
          {measure.may.includes('report') && (
            <button className="button" onClick={() => setDoing('report')}>{t('measure.report')}</button>
          )}
          {waiting?.may.includes('accept') && (
            <button className="button primary" onClick={() => setDoing('accept')}>{about ? t('measure.acceptFor', { occurrence: about }) : t('measure.accept')}</button>
          )}
          {waiting?.may.includes('return') && <button className="button" onClick={() => setDoing('return')}>{about ? t('measure.returnFor', { occurrence: about }) : t('measure.return')}</button>}
          {measure.may.includes('take_off_control') && <button className="button" onClick={() => setDoing('offControl')}>{t('measure.offControl')}</button>}
          {measure.may.includes('remove') && <button className="button quiet" onClick={() => setDoing('remove')}>{t('measure.remove')}</button>}
        </div>
      )}
    </article>
  )
}
