import { useEffect } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { placeName } from '../capture/Header.tsx'
import { release } from './handover.ts'
import { sendNow } from '../sending.ts'
import { owed } from '../lines/owed.ts'
import type { Context } from '../place/types.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import '../plain.css'
import Stranded from '../aside/Stranded.tsx'
import { useAside } from '../aside/words.ts'

/** The tablet that was handed over: it sends the rest, then gives its rights up, and keeps what was written on it. */
export default function HandedOver({ context, gone }: { context: Context; gone: boolean }) {
  const { store, api } = useTools()
  const speech = useSpeech()
  const { t } = useAside()
  const debts = useLive(() => owed(store), [store])
  const left = debts?.going
  const stays = debts && [...debts.stranded.values()].reduce((sum, count) => sum + count, debts.parked)
  const network = useLive(() => store.fact('network'), [store])
  const kept = useLive(() => store.lines.where('session_id').equals(context.session.id).count(), [store, context]) ?? 0

  useEffect(() => {
    // Tried again whenever something has gone or the connection's word has changed.
    if (!gone && left === 0 && stays === 0) release(store, api).catch((error: unknown) => console.warn(error))
  }, [store, api, gone, left, stays, network])

  const endAnyway = () => void release(store, api, { all: true }).catch((error: unknown) => console.warn(error))

  return (
    <main className="plain">
      <h1>{t(gone ? 'handover.gone' : 'handover.leaving')}</h1>
      <p>{placeName(context.session, speech.t, speech.language)}</p>
      <p role="status" className="note">
        {gone ? t(stays ? 'handover.goneLeft' : 'handover.goneHint', { count: stays || kept }) : left ? t('handover.left', { count: left }) : stays ? t('handover.stays', { count: stays }) : t('handover.lastStep')}
      </p>
      {Boolean(stays) && <Stranded />}
      <div className="choices">
        {!gone && (
          <>
            <button className="button" onClick={() => sendNow()}>
              {speech.t('network.sendNow')}
            </button>
            {left === 0 && Boolean(stays) && (
              <button className="button danger" onClick={endAnyway}>
                {t('handover.endAnyway')}
              </button>
            )}
            <button className="button quiet" onClick={() => void store.forget('handover')}>
              {t('handover.goOn')}
            </button>
          </>
        )}
        {gone && (
          <a className="button primary" href="#pair">
            {t('handover.pairAgain')}
          </a>
        )}
        <a className="button quiet" href="#session">
          {t('handover.copy')}
        </a>
      </div>
    </main>
  )
}
