import '../plain.css'
import { useAside } from './words.ts'

/** The app is open twice in this browser: one tab writes, this one does not. */
export default function OtherTab({ takeOver }: { takeOver: () => void }) {
  const { t } = useAside()
  return (
    <main className="plain">
      <h1>{t('otherTab.title')}</h1>
      <p>{t('otherTab.hint')}</p>
      <button className="button primary" autoFocus onClick={takeOver}>
        {t('otherTab.here')}
      </button>
    </main>
  )
}
