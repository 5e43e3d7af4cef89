import { useSpeech } from '../../ui/language.tsx'
import { useAsked } from './Form.tsx'
import { Sure } from './Sure.tsx'

/** What ends a form, with the keys that do the same. Leaving it keeps what was typed. */
export function FormActions({ busy, save, onCancel }: { busy: boolean; save?: string; onCancel: () => void }) {
  const { t } = useSpeech()
  const asked = useAsked()
  if (asked) return <Sure question={asked.question} yes={save ?? t('save')} busy={busy} onYes={asked.yes} onNo={asked.no} />
  return (
    <div className="actions">
      <button className="button primary" disabled={busy} title="Ctrl+Enter">{save ?? t('save')}</button>
      <button className="button quiet" type="button" title="Esc" onClick={onCancel}>{t('cancel')}</button>
    </div>
  )
}
