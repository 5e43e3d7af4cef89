import { useSpeech } from '../../ui/language.tsx'

interface Props {
  question: string
  yes: string
  busy: boolean
  onYes: () => void
  onNo: () => void
}

/** Asks before an act that has no way back. "Cancel" has the focus: a key pressed twice by mistake does nothing. */
export function Sure({ question, yes, busy, onYes, onNo }: Props) {
  const { t } = useSpeech()
  return (
    <div className="sure" role="group" aria-label={question} onKeyDown={(event) => event.code === 'Escape' && (event.stopPropagation(), onNo())}>
      <p>{question}</p>
      <div className="actions">
        <button className="button primary" type="button" disabled={busy} onClick={onYes}>{yes}</button>
        <button className="button quiet" type="button" autoFocus onClick={onNo}>{t('cancel')}</button>
      </div>
    </div>
  )
}
