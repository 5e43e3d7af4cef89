import type { KeyboardEvent } from 'react'
import type { Round } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'

interface Props {
  round: Round
  place: number
  editable: boolean
  busy: boolean
  mayRise: boolean
  maySink: boolean
  onMove: (by: number) => void
  onEdit: () => void
  onRemove: () => void
}

/** One round of the plan. Alt with an arrow moves it from any of its buttons. */
export function StepRow({ round, place, editable, busy, mayRise, maySink, onMove, onEdit, onRemove }: Props) {
  const { t, language } = useSpeech()
  const title = read(round.title, language) || read(round.question, language)
  const instruction = read(round.instruction, language)
  function key(event: KeyboardEvent) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.code]
    if (!editable || !event.altKey || !by) return
    event.preventDefault()
    onMove(by)
  }
  return (
    <li className={`plan-step view-${round.view}`} onKeyDown={key}>
      <span className="place">{place}</span>
      <div className="grow">
        <h2>{title}</h2>
        <p className="soft">
          {t('method.minutes', { count: Math.round(round.seconds / 60) })} · {t(`method.view.${round.view}`)}
          {round.state !== 'planned' && <> · <b>{t(`round.state.${round.state}`)}</b></>}
        </p>
        {instruction && <p>{instruction}</p>}
      </div>
      {editable && (
        <div className="actions">
          <button className="button" aria-label={t('method.up', { title })} title="Alt+↑" disabled={busy || !mayRise} onClick={() => onMove(-1)}>↑</button>
          <button className="button" aria-label={t('method.down', { title })} title="Alt+↓" disabled={busy || !maySink} onClick={() => onMove(1)}>↓</button>
          <button className="button" onClick={onEdit}>{t('method.edit')} <span className="visually-hidden">{title}</span></button>
          <button className="button quiet" disabled={busy} onClick={onRemove}>{t('method.remove')} <span className="visually-hidden">{title}</span></button>
        </div>
      )}
    </li>
  )
}
