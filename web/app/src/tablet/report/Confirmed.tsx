import { type ReactNode, useState } from 'react'
import { shows } from '../../core/text.ts'
import { useSpeech } from '../../ui/language.tsx'
import { LimitedInput } from '../../ui/Limited.tsx'
import type { Line } from '../lines/types.ts'
import { useTools } from '../tools.ts'
import { correct, type Place, takeBack } from './keep.ts'
import { ReportText } from './ReportText.tsx'
import { longest, type ReportRow, standing } from './report.ts'

export interface ReportProps {
  place: Place
  row: ReportRow
  lines: readonly Line[]
  say: (text: string) => void
}

/** A confirmed report: what it says, whether it has arrived, and the way to correct it. */
export function Confirmed({ place, row, lines, say, children }: ReportProps & { children: ReactNode }) {
  const { store } = useTools()
  const { t } = useSpeech()
  const waiting = row.confirming
  const { present, agreed } = waiting ?? row.server ?? { present: 0, agreed: 0 }
  const edition = (row.server?.edition ?? 1) + (row.correcting ? 1 : 0)
  return (
    <section className="confirmed" data-received={!waiting} aria-labelledby="confirmed-title">
      <div className="report-head">
        <h2 id="confirmed-title">{t('report.confirmedTitle', { edition })}</h2>
        {children}
      </div>
      <p className="state" role="status">
        {waiting ? t('report.confirmedHere') : t('report.received')}
      </p>
      {(present > 0 || agreed > 0) && <p>{t('report.counts', { present, agreed })}</p>}
      <ReportText all={standing(row)} lines={lines} />
      {waiting ? (
        <TakeBack onClick={async () => say(t((await takeBack(store, place)) ? 'report.takenBack' : 'report.tooLate'))} />
      ) : (
        <Correct go={(reason) => correct(store, place, reason)} />
      )}
    </section>
  )
}

function TakeBack({ onClick }: { onClick: () => Promise<void> }) {
  const { t } = useSpeech()
  return (
    <button className="button quiet" onClick={() => void onClick()}>
      {t('report.takeBack')}
    </button>
  )
}

export function Correct({ go, label }: { go: (reason: string) => Promise<void>; label?: string }) {
  const { t } = useSpeech()
  const [open, setOpen] = useState(Boolean(label))
  const [reason, setReason] = useState('')
  if (!open) {
    return (
      <button className="button" onClick={() => setOpen(true)}>
        {t('report.correct')}
      </button>
    )
  }
  return (
    <form
      className="correct"
      onSubmit={(event) => {
        event.preventDefault()
        if (shows(reason)) void go(reason.trim())
      }}
    >
      <label>
        <span>{t('report.reason')}</span>
        <LimitedInput className="field" autoFocus required limit={longest.reason} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <p className="soft">{t('report.correctHint')}</p>
      <button className="button primary">{label ?? t('report.correctNow')}</button>
      {!label && (
        <button type="button" className="button quiet" onClick={() => setOpen(false)}>
          {t('line.cancel')}
        </button>
      )}
    </form>
  )
}
