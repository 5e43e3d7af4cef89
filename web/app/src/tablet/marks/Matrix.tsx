import { type KeyboardEvent, useRef, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { useTools } from '../tools.ts'
import { useDrag } from '../../ui/useDrag.ts'
import { place } from './marks.ts'
import { Phones } from './Phones.tsx'
import { ByChoice } from './Settings.tsx'
import { AsList, middle, nowhere, scale, type Spot } from './MatrixList.tsx'
import type { Idea, MarkingProps } from './useMarking.ts'

const ways = ['tablet', 'phones'] as const
const squares = ['quick', 'big', 'small', 'later'] as const

/** Impact and effort: the group puts each suggestion into a picture of four squares, or phones give both marks. */
export function Matrix(props: MarkingProps) {
  const { store } = useTools()
  const { t } = useSpeech()
  const { settings, set, ideas, sheet, say, marks, totals } = props
  const by = settings.by === 'phones' ? 'phones' : 'tablet'
  const [chosen, choose] = useState<string>()

  const spotOf = ({ id }: Idea): Spot | undefined => {
    const own = (kind: 'impact' | 'effort') => marks.find((mark) => mark.kind === kind && mark.suggestion_id === id && mark.voter === sheet.session)?.value
    const total = totals.get(id)
    const impact = own('impact') || Math.round(total?.impact ?? 0)
    const effort = own('effort') || Math.round(total?.effort ?? 0)
    return impact && effort ? { impact, effort } : undefined
  }
  const put = (idea: Idea, spot: Spot) => {
    void place(store, sheet, idea.id, spot)
    say(spot.impact ? t('marks.putAt', { number: idea.number, ...spot }) : t('marks.takenOut', { number: idea.number }))
  }
  const board = useRef<HTMLDivElement>(null)
  useDrag(board, {
    thing: 'chip',
    targets: '.cell, .tray',
    atOnce: true,
    drop: (id, { dataset }) => {
      const idea = ideas.find((one) => one.id === id)
      if (idea) put(idea, dataset.impact ? { impact: Number(dataset.impact), effort: Number(dataset.effort) } : nowhere)
    },
  })
  const chip = (idea: Idea) => <Chip key={idea.id} idea={idea} spot={spotOf(idea)} chosen={chosen === idea.id} choose={choose} put={put} />
  const waiting = ideas.filter((idea) => !spotOf(idea))
  const shown = ideas.find(({ id }) => id === chosen)

  return (
    <>
      <div className="way">
        <ByChoice ways={ways} by={by} set={set} />
      </div>
      {by === 'phones' && <PhoneScales {...props} />}
      <p className="hint">{t('marks.matrixRule')}</p>
      <div className="board" ref={board}>
        <div className="tray" aria-label={t('marks.tray')} role="group">
          {waiting.length ? waiting.map(chip) : <p>{t('marks.allPlaced')}</p>}
        </div>
        <p className="shown" role="status">
          {shown && (
            <>
              <span className="number">№ {shown.number}</span> {shown.text}
            </>
          )}
        </p>
        <figure className="matrix" aria-label={t('marks.matrix')}>
          <figcaption className="axis up">↑ {t('marks.impact')}</figcaption>
          <div className="plane">
            {squares.map((square) => (
              <p key={square} className={`square ${square}`}>
                {t(`marks.square_${square}`)}
              </p>
            ))}
            {scale.toReversed().map((impact) =>
              scale.map((effort) => (
                <div
                  key={`${impact}${effort}`}
                  className="cell"
                  data-impact={impact}
                  data-effort={effort}
                  onClick={(event) => {
                    if (event.target === event.currentTarget && shown) put(shown, { impact, effort })
                  }}
                >
                  {ideas
                    .filter((idea) => {
                      const spot = spotOf(idea)
                      return spot?.impact === impact && spot.effort === effort
                    })
                    .map(chip)}
                </div>
              )),
            )}
          </div>
          <figcaption className="axis right">{t('marks.effort')} →</figcaption>
        </figure>
      </div>
      <AsList ideas={ideas} spotOf={spotOf} put={put} />
    </>
  )
}

interface ChipProps {
  idea: Idea
  spot: Spot | undefined
  chosen: boolean
  choose: (id: string) => void
  put: (idea: Idea, spot: Spot) => void
}

/** A suggestion by its number: dragged, or moved with the arrow keys, or tapped and then its place tapped. */
function Chip({ idea, spot, chosen, choose, put }: ChipProps) {
  const { t } = useSpeech()
  function move(event: KeyboardEvent) {
    const [impact, effort] = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? []
    if (impact === undefined || effort === undefined) {
      if (spot && (event.key === 'Delete' || event.key === 'Backspace')) put(idea, nowhere)
      return
    }
    event.preventDefault()
    const within = (value: number) => Math.min(5, Math.max(1, value))
    // Focus goes with the chip: it is the same button in another cell only for us, so it is found again by its name.
    put(idea, spot ? { impact: within(spot.impact + impact), effort: within(spot.effort + effort) } : middle)
    followFocus(idea.id)
  }
  const where = spot ? t('marks.at', { impact: spot.impact, effort: spot.effort }) : t('marks.notPlaced')
  return (
    <button
      className="chip"
      data-chip={idea.id}
      aria-current={chosen || undefined}
      aria-label={`№ ${idea.number} ${idea.text}. ${where}`}
      onClick={() => choose(idea.id)}
      onFocus={() => choose(idea.id)}
      onKeyDown={move}
    >
      {idea.number}
    </button>
  )
}

/** React makes a new button in the new cell; the keyboard stays with the suggestion. */
function followFocus(id: string): void {
  const old = document.querySelector(`[data-chip="${id}"]`)
  const watch = new MutationObserver(() => {
    const chip = document.querySelector<HTMLElement>(`[data-chip="${id}"]`)
    if (!chip || chip === old) return
    watch.disconnect()
    if (document.activeElement === document.body) chip.focus()
  })
  watch.observe(document.querySelector('.marks')!, { childList: true, subtree: true })
  setTimeout(() => watch.disconnect(), 1000)
}

/** Two questions to the phones, one after the other or both at once: each has a ballot of its own. */
function PhoneScales(props: MarkingProps) {
  const { t } = useSpeech()
  const [kind, setKind] = useState<'impact' | 'effort'>('impact')
  return (
    <>
      <div className="switch" role="group" aria-label={t('marks.whichScale')}>
        {(['impact', 'effort'] as const).map((name) => (
          <label key={name}>
            <input type="radio" name="scale" checked={kind === name} onChange={() => setKind(name)} />
            <span>{t(`marks.${name}`)}</span>
          </label>
        ))}
      </div>
      <Phones {...props} key={kind} rules={{ kind, scale: 5 }} />
    </>
  )
}
