import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { Bars } from './Bars.tsx'
import { Hands, handsFor } from './Counter.tsx'
import { Phones } from './Phones.tsx'
import { ByChoice, MoreSettings, Size, Tick } from './Settings.tsx'
import { placed } from './tally.ts'
import type { Idea, MarkingProps } from './useMarking.ts'

const ways = ['hands', 'phones'] as const

/** Dot voting: by show of hands, one suggestion after the other, or on phones. */
export function Dots(props: MarkingProps) {
  const { t } = useSpeech()
  const { settings, set, ideas, totals, show } = props
  const by = settings.by === 'phones' ? 'phones' : 'hands'
  const dotsOf = (idea: Idea) => totals.get(idea.id)?.dots ?? 0
  const shown = props.shown('dots')
  const total = ideas.reduce((sum, idea) => sum + dotsOf(idea), 0)
  return (
    <>
      <div className="way">
        <ByChoice ways={ways} by={by} set={set} />
        <MoreSettings>
          <Size label={t('marks.dotsEach')} value={settings.dots} least={1} most={20} onChange={(dots) => set({ dots })} />
          <Tick label={t('marks.stacking')} checked={settings.stacking} onChange={(stacking) => set({ stacking })} />
          <Tick label={t('marks.hidden')} checked={settings.hidden_count} onChange={(hidden_count) => set({ hidden_count })} />
        </MoreSettings>
      </div>
      <p className="hint">
        {t('marks.dotsRule', { count: settings.dots })} {t(settings.stacking ? 'marks.stackingRule' : 'marks.noStackingRule')}
      </p>
      {!total && !props.voting('dots') && <MergeFirst />}
      {by === 'phones' && <Phones {...props} rules={{ kind: 'dots', dots: settings.dots, stacking: settings.stacking }} />}
      {by === 'hands' && !shown && <ShowOfHands {...props} />}
      {shown && <Bars places={placed(ideas, dotsOf)} label={t('marks.result')} unit={(count) => t('marks.dotsCount', { count })} />}
      <div className="choices">
        {by === 'hands' && !settings.hidden_count && !shown && <p className="sum">{t('marks.dotsTotal', { total })}</p>}
        {!(settings.hidden_count && props.voting('dots')) && (
          <button className={shown || by === 'phones' ? 'button' : 'button primary'} onClick={() => show('dots', !shown)}>
            {t(!shown ? 'marks.show' : by === 'hands' ? 'marks.goOn' : 'marks.hide')}
          </button>
        )}
      </div>
    </>
  )
}

function MergeFirst() {
  const { t } = useSpeech()
  return (
    <p className="note">
      {t('marks.mergeFirst')} <a href="#groups">{t('marks.toGroups')}</a>
    </p>
  )
}

/** While the count is hidden, only the suggestion that is being counted shows its number. */
function ShowOfHands({ ideas, marks, totals, settings, sheet, device }: MarkingProps) {
  const { t } = useSpeech()
  const [current, setCurrent] = useState<string>()
  return (
    <ol className="hands" aria-label={t('marks.dots')}>
      {ideas.map(({ id, number, text }) => {
        const of = { suggestion_id: id, kind: 'dots' as const }
        const phones = totals.get(id)?.phoneDots ?? 0
        return (
          <li key={id} data-id={id}>
            <p>
              <span className="number">№ {number}</span> {text}
              {phones > 0 && !settings.hidden_count && <small>{t('marks.fromPhones', { count: phones })}</small>}
            </p>
            {settings.hidden_count && current !== id ? (
              <button className="button" onClick={() => setCurrent(id)}>
                {t(handsFor(marks, of).length ? 'marks.counted' : 'marks.count')} <span className="visually-hidden">№ {number}</span>
              </button>
            ) : (
              <Hands sheet={sheet} device={device} marks={marks} of={of} label={t('marks.handsFor', { number })} onFocus={() => setCurrent(id)} />
            )}
          </li>
        )
      })}
    </ol>
  )
}
