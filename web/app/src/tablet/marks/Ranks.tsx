import { useEffect, useRef } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { useTools } from '../tools.ts'
import { Bars } from './Bars.tsx'
import { beginTurn, endTurns, finishTurn, pick, prefer, undoTurn } from './marks.ts'
import { Phones } from './Phones.tsx'
import { ByChoice, MoreSettings, Size } from './Settings.tsx'
import { placed, votersOf } from './tally.ts'
import type { MarkingProps } from './useMarking.ts'

const ways = ['tablet', 'phones'] as const

/** Private ranks (nominal group technique): the tablet goes from hand to hand, and nobody sees what others chose. */
export function Ranks(props: MarkingProps) {
  const { store } = useTools()
  const { t } = useSpeech()
  const { settings, set, ideas, totals, marks, marking, sheet, show } = props
  const by = settings.by === 'phones' ? 'phones' : 'tablet'
  const scale = Math.min(settings.scale, ideas.length)
  const ranked = votersOf(marks, 'rank')
  const { turn } = marking
  if (by === 'tablet' && turn && !turn.done) return <Turn {...props} scale={scale} />
  if (by === 'tablet' && turn) return <HandOn {...props} />

  const shown = props.shown('rank')
  return (
    <>
      <div className="way">
        <ByChoice ways={ways} by={by} set={set} />
        <MoreSettings>
          <Size label={t('marks.howMany')} value={settings.scale} least={1} most={10} onChange={(scale) => set({ scale })} />
        </MoreSettings>
      </div>
      <p className="hint">{t('marks.ranksRule', { count: scale })}</p>
      {by === 'phones' ? (
        <Phones {...props} rules={{ kind: 'rank', scale }} />
      ) : (
        <div className="choices">
          <button className="button primary" onClick={() => void endTurns(store, sheet).then(() => beginTurn(store, sheet))}>
            {t(ranked ? 'marks.nextPerson' : 'marks.firstPerson')}
          </button>
          <p className="sum">{t('marks.ranked', { count: ranked })}</p>
        </div>
      )}
      {shown && <Bars places={placed(ideas, ({ id }) => totals.get(id)?.points ?? 0)} label={t('marks.result')} unit={(count) => t('marks.points', { count })} />}
      <div className="choices">
        {!props.voting('rank') && (
          <button className="button" onClick={() => show('rank', !shown)}>
            {t(shown ? 'marks.hide' : 'marks.show')}
          </button>
        )}
      </div>
    </>
  )
}

/** One participant with the tablet. */
function Turn({ sheet, ideas, marking, scale, say }: MarkingProps & { scale: number }) {
  const { store } = useTools()
  const { t } = useSpeech()
  const heading = useRef<HTMLHeadingElement>(null)
  const picks = marking.turn?.picks ?? []
  useEffect(() => heading.current?.focus(), [])
  const chosen = picks.flatMap((id) => ideas.find((idea) => idea.id === id) ?? [])
  return (
    <section className="turn">
      <h2 ref={heading} tabIndex={-1}>
        {t('marks.yourRanks', { count: scale })}
      </h2>
      <p className="hint">{t('marks.private')}</p>
      <ol className="chosen" aria-label={t('marks.yourChoice')}>
        {chosen.map((idea, index) => (
          <li key={idea.id}>
            <b className="place">{index + 1}</b>
            <p>{idea.text}</p>
            <button className="button quiet" disabled={index === 0} aria-label={t('marks.up', { number: idea.number })} onClick={() => void prefer(store, sheet, idea.id)}>
              ↑
            </button>
            <button className="button quiet" aria-label={t('marks.unpick', { number: idea.number })} onClick={() => void pick(store, sheet, idea.id, scale)}>
              ×
            </button>
          </li>
        ))}
        {Array.from({ length: Math.max(0, scale - chosen.length) }, (_, index) => (
          <li key={index} className="free">
            <b className="place">{chosen.length + index + 1}</b>
            <p>{t('marks.free')}</p>
          </li>
        ))}
      </ol>
      <ul className="pickable" aria-label={t('marks.pickFrom')}>
        {ideas
          .filter((idea) => !picks.includes(idea.id))
          .map(({ id, number, text }) => (
            <li key={id}>
              <button
                className="button"
                aria-disabled={picks.length >= scale}
                onClick={() => {
                  void pick(store, sheet, id, scale)
                  if (picks.length < scale) say(t('marks.picked', { number, place: picks.length + 1 }))
                }}
              >
                <span className="number">№ {number}</span> {text}
              </button>
            </li>
          ))}
      </ul>
      <div className="choices bottom">
        <button className="button primary" disabled={!picks.length} onClick={() => void finishTurn(store, sheet, scale)}>
          {t('marks.done')}
        </button>
        {!picks.length && (
          <button className="button quiet" onClick={() => void endTurns(store, sheet)}>
            {t('marks.noTurn')}
          </button>
        )}
      </div>
    </section>
  )
}

/** Between two people: nothing of what was chosen is on the screen. */
function HandOn({ sheet, marks }: MarkingProps) {
  const { store } = useTools()
  const { t } = useSpeech()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section className="handOn">
      <h2 ref={heading} tabIndex={-1}>
        {t('marks.thanks')}
      </h2>
      <p>{t('marks.handOn')}</p>
      <p className="sum">{t('marks.ranked', { count: votersOf(marks, 'rank') })}</p>
      <button className="button primary" onClick={() => void beginTurn(store, sheet)}>
        {t('marks.nextPerson')}
      </button>
      <button className="button" onClick={() => void undoTurn(store, sheet)}>
        {t('marks.undoTurn')}
      </button>
      <button className="button quiet" onClick={() => void endTurns(store, sheet)}>
        {t('marks.everybody')}
      </button>
    </section>
  )
}
