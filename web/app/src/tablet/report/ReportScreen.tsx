import { useEffect, useRef, useState } from 'react'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import type { ViewProps } from '../noun.ts'
import { withTexts } from '../withTexts.tsx'
import { Candidates, type Picked } from './Candidates.tsx'
import { Confirmation } from './Confirmation.tsx'
import { Confirmed } from './Confirmed.tsx'
import { Editions } from './Editions.tsx'
import { locked, type Place } from './keep.ts'
import { ReadAloud } from './ReadAloud.tsx'
import { RecommendationCard } from './RecommendationCard.tsx'
import { mostDrafted, type Recommendation, standing } from './report.ts'
import './report.css'
import { TwoReports } from './TwoReports.tsx'
import { useDraft } from './useDraft.ts'
import { useReading } from './useReading.ts'

/** What the session takes to the plenary: picked, worded, read out, confirmed. */
function ReportScreen({ context, lines, say }: ViewProps) {
  const { store } = useTools()
  const { t } = useSpeech()
  const place: Place = { forum_id: context.forum.id, session_id: context.session.id }
  const row = useLive(async () => (await store.reports.get(place.session_id)) ?? null, [store, place.session_id])
  const [all, change] = useDraft(place, row)
  const [reading, read] = useReading()
  const hasRead = useRef(false) // then closing it gives the button the focus back
  const [checked, setChecked] = useState(false)
  useEffect(() => setChecked(false), [row?.confirming])

  if (row === undefined) return <div className="view" />
  if (reading && all.length) return <ReadAloud all={all} close={() => read(false)} />
  const closed = Boolean(row?.confirming || (row && locked(row)))
  const report = { place, row: row ?? { ...place }, lines, say }
  const aloud = all.length > 0 && (
    <button className="button" autoFocus={hasRead.current} onClick={() => ((hasRead.current = true), read(true))}>
      {t('report.aloud')}
    </button>
  )

  function add(picked: Picked) {
    const one: Recommendation = { id: uuidv7(), who: '', until: '', ...picked }
    change([...all, one])
    say(t('report.added', { number: all.length + 1 }))
    setTimeout(() => document.getElementById(`${one.id}-text`)?.focus())
  }

  return (
    <div className="view report">
      {row?.newer && <TwoReports {...report} />}
      {closed && !row?.newer && <Confirmed {...report}>{aloud}</Confirmed>}
      {!closed && !row?.newer && (
        <div className="desk-of-two">
          <section aria-labelledby="report-title">
            <div className="report-head">
              <h2 id="report-title">{t('report.title')}</h2>
              {aloud}
            </div>
            <p className="soft">{edition(row?.server?.edition, row?.correcting?.reason ?? row?.server?.reason)}</p>
            <ol className="recommendations">
              {all.map((one, i) => (
                <RecommendationCard key={one.id} one={one} number={i + 1} of={all.length} checked={checked} lines={lines}
                  change={(now) => change(all.with(i, now))}
                  move={(by) => {
                    change(moved(all, i, i + by))
                    say(t('report.moved', { number: i + by + 1 }))
                  }}
                  remove={() => change(all.filter(({ id }) => id !== one.id))} />
              ))}
            </ol>
            {!all.length && <p className="soft">{t('report.empty')}</p>}
            <button className="button" disabled={all.length >= mostDrafted} onClick={() => add({ text: {}, suggestion_ids: [] })}>
              {t('report.addNew')}
            </button>
            <Confirmation place={place} all={all} check={() => setChecked(true)} checked={checked} say={say} />
          </section>
          <Candidates lines={lines} all={all} add={add} sessionId={place.session_id} />
        </div>
      )}
      <Editions editions={row?.editions ?? []} standing={standing(row ?? undefined)} server={row?.server} />
    </div>
  )

  function edition(number = 1, reason = '') {
    const now = row?.correcting ? number + 1 : number
    return now > 1 ? t('report.correcting', { edition: now, reason }) : t('report.hint')
  }
}

export default withTexts('report', ReportScreen)

function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.toSpliced(from, 1)
  return rest.toSpliced(to, 0, list[from]!)
}
