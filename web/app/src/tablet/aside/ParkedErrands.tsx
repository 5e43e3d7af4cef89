import { tooLong } from '../store/verb.ts'
import { giveUp, sendAgain } from '../store/errands.ts'
import { refused } from '../lines/owed.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { useAside } from './words.ts'

/** What the server refused besides lines: why, and a person's choice. */
export default function ParkedErrands() {
  const { store } = useTools()
  const { t } = useAside()
  const parked = useLive(() => refused(store).sortBy('seq'), [store]) ?? []
  return (
    <aside className="parked" aria-label={t('errand.parked')}>
      {parked.map(({ seq, kind, problem }) => (
        <div key={seq} className="trouble">
          <p>
            <b>{t(`errand.${kind}`)}</b> {problem?.code === tooLong.held.code ? t('errand.tooLong') : problem?.detail || problem?.code}
          </p>
          <button className="button quiet" onClick={() => void sendAgain(store, seq!)}>
            {t('unsettled.again')}
          </button>
          <button className="button quiet" onClick={() => void giveUp(store, seq!)}>
            {t('errand.giveUp')}
          </button>
        </div>
      ))}
    </aside>
  )
}
