import type { NextUndo } from '../lines/undo.ts'
import { useAside } from './words.ts'
import './aside.css'

/** Undo would take back what is not only this tablet's any more, or what was done before the app was opened: a person says so. */
export default function AskUndo({ asked, yes, no }: { asked: NextUndo; yes: () => void; no: () => void }) {
  const { t } = useAside()
  return (
    <div className="ask-undo" role="alertdialog" aria-label={t('undo.title')} aria-describedby="ask-undo" onKeyDown={(event) => event.code === 'Escape' && (event.stopPropagation(), no())}>
      <p id="ask-undo">
        {t(`undo.${asked.asks!}`)} <q lang={asked.line.language}>{asked.line.text}</q>
      </p>
      <div className="choices">
        <button type="button" className="button" onClick={yes}>
          {t(asked.kind === 'reword' ? 'undo.reword' : asked.kind === 'withdraw' ? 'undo.restore' : 'undo.withdraw')}
        </button>
        <button type="button" className="button quiet" autoFocus onClick={no}>
          {t('undo.leave')}
        </button>
      </div>
    </div>
  )
}
