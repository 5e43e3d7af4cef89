import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { BothTexts } from '../shell/BothTexts.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Sure } from '../shell/Sure.tsx'
import { TwoTexts } from '../shell/TwoTexts.tsx'
import { api } from '../staff.ts'
import type { Measure } from '../types.ts'
import { number } from '../when.ts'
import { funding } from './funding.ts'
import { MeasureForm } from './MeasureForm.tsx'
import { ReportForm } from './ReportForm.tsx'
import { Reports } from './Reports.tsx'

export function MeasureCard({ forum, measure }: { forum: string; measure: Measure }) {
  const { t, language } = useSpeech()
  const [doing, setDoing] = useState<'edit' | 'report' | 'return' | 'accept' | 'offControl' | 'remove'>()
  const [earlier, setEarlier] = useState(false)
  const path = `${at.decisions(forum)}/measures/${measure.id}`
  const whole = useQuery({ queryKey: [forum, 'measures', 'one', measure.id], queryFn: () => api.get<Measure>(path), enabled: earlier })
  const reports = (earlier && whole.data?.reports) || measure.reports
  const waiting = measure.state === 'report_submitted' ? reports.findLast(({ state }) => state === 'submitted') : undefined
  const change = () => changed('measures', measure.id)
  const act = useWrite(forum, ([where, body]: readonly [string, unknown?]) => api.post(`${at.decisions(forum)}/${where}`, body), change)
  const remove = useWrite(forum, () => api.delete(`${path}?version=${measure.version}`), change)
  const close = () => (setDoing(undefined), act.reset(), remove.reset())
  const sure = {
    accept: () => waiting && act.mutate([`reports/${waiting.id}/accept`], { onSuccess: close }),
    offControl: () => act.mutate([`measures/${measure.id}/off-control`], { onSuccess: close }),
    remove: () => remove.mutate(undefined, { onSuccess: close }),
  }
  const coExecutors = measure.co_executors.map(({ name, by_agreement, consolidates }) =>
    [read(name, language), consolidates && t('measure.consolidates'), by_agreement && t('measure.byAgreement')].filter(Boolean).join(' '),
  )
  const facts = [
    [t('measure.lead'), read(measure.lead_body?.name, language)],
    [t('measure.coExecutors'), coExecutors.join(', ')],
    [t('measure.form'), read(measure.form_of_completion, language)],
    [t('measure.deadline'), read(measure.deadline.phrase, language)],
    [t('measure.cost'), measure.cost_kzt ? number(measure.cost_kzt / 1_000_000, language) : ''],
    [t('measure.funding'), funding.includes(measure.funding_source) ? t(`funding.${measure.funding_source}`) : measure.funding_source],
  ].filter(([, value], i) => value || i !== 1)

  return (
    <article className="card">
      <div className="card-head">
        {measure.number > 0 && <span className="number">№ {measure.number}</span>}
        <span className={`pill ${measure.state}`}>{t(`measure.state.${measure.state}`)}</span>
        {measure.overdue && <span className="pill bad">{t('measure.overdue')}</span>}
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
      <Failure error={act.error ?? remove.error ?? whole.error} />
      {doing === 'edit' && <MeasureForm forum={forum} decisions={[]} measure={measure} onDone={close} />}
      {doing === 'report' && <ReportForm busy={act.isPending} onCancel={close} onSave={(body) => act.mutate([`measures/${measure.id}/reports`, body], { onSuccess: close })} />}
      {doing === 'return' && waiting && (
        <>
          <p>{t('measure.returnReason')}</p>
          <TwoTexts busy={act.isPending} save={t('measure.return')} onCancel={close}
            onSave={(reason) => act.mutate([`reports/${waiting.id}/return`, { reason }], { onSuccess: close })} />
        </>
      )}
      {(doing === 'accept' || doing === 'offControl' || doing === 'remove') && (
        <Sure question={t(`measure.sure.${doing}`)} yes={t(`measure.${doing}`)} busy={act.isPending || remove.isPending} onNo={close} onYes={sure[doing]} />
      )}
      {!doing && (
        <div className="actions">
          {measure.may.includes('change') && <button className="button" onClick={() => setDoing('edit')}>{t('measure.edit')}</button>}
          {measure.may.includes('report') && (
            <button className="button" onClick={() => setDoing('report')}>{t('measure.report')}</button>
          )}
          {waiting?.may.includes('accept') && (
            <button className="button primary" onClick={() => setDoing('accept')}>{t('measure.accept')}</button>
          )}
          {waiting?.may.includes('return') && <button className="button" onClick={() => setDoing('return')}>{t('measure.return')}</button>}
          {measure.may.includes('take_off_control') && <button className="button" onClick={() => setDoing('offControl')}>{t('measure.offControl')}</button>}
          {measure.may.includes('remove') && <button className="button quiet" onClick={() => setDoing('remove')}>{t('measure.remove')}</button>}
        </div>
      )}
    </article>
  )
}
