import { lazy, Suspense, useState } from 'react'
import { NoAnswer } from '../../core/api.ts'
import { forumTime } from '../../core/forumTime.ts'
import { handOverCode, type PairingCode } from './handover.ts'
import { isPin, setPin } from './pin.ts'
import { keepUnlocked } from './unlocked.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { useAside } from '../aside/words.ts'
import '../aside/aside.css'

const Qr = lazy(() => import('../../ui/Qr.tsx'))

/** Hands the session on: to another tablet by a code, or this tablet to another person with a PIN. */
export default function HandOver() {
  const { store, api } = useTools()
  const { t } = useAside()
  const clock = forumTime(useLive(() => store.fact('context'), [store])?.forum.time_zone)
  const [code, setCode] = useState<PairingCode>()
  const [state, setState] = useState<'ready' | 'busy' | 'noNetwork' | 'refused'>('ready')
  const [sure, ask] = useState(false)

  async function show() {
    setState('busy')
    try {
      setCode(await handOverCode(store, api))
      setState('ready')
    } catch (error) {
      setState(error instanceof NoAnswer ? 'noNetwork' : 'refused')
    }
  }

  return (
    <>
      <p>{t('handover.hint')}</p>
      <button className="button" disabled={state === 'busy'} onClick={() => void show()}>
        {t(code ? 'handover.codeAgain' : 'handover.code')}
      </button>
      <p role="alert" className="trouble">
        {(state === 'noNetwork' || state === 'refused') && t(`handover.${state}`)}
      </p>
      {code && (
        <figure className="qr handover-code">
          <p className="code" role="status">
            {code.code.replace(/^(....)/, '$1 ')}
          </p>
          <Suspense>
            <Qr text={code.url} label={t('handover.qr')} />
          </Suspense>
          <figcaption>{[t('handover.until', { time: clock.time(code.expires_at) }), clock.says(t)].filter(Boolean).join(' · ')}</figcaption>
        </figure>
      )}
      {sure ? (
        <div className="note" role="group" aria-label={t('handover.leave')}>
          <p>{t('handover.leaveHint')}</p>
          <div className="choices">
            <button className="button primary" autoFocus onClick={() => void store.keep('handover', 'leaving')}>
              {t('handover.leaveNow')}
            </button>
            <button className="button quiet" onClick={() => ask(false)}>
              {t('handover.stay')}
            </button>
          </div>
        </div>
      ) : (
        <button className="button" onClick={() => ask(true)}>
          {t('handover.leave')}
        </button>
      )}
      <PinChoice />
    </>
  )
}

function PinChoice() {
  const { store } = useTools()
  const { t } = useAside()
  const isSet = useLive(async () => Boolean(await store.fact('pin')), [store])
  const [typed, setTyped] = useState('')
  const [said, say] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!isPin(typed)) return say(t('pin.wrong'))
        void setPin(store, typed).then(() => {
          keepUnlocked() // who has set it is in
          setTyped('')
          say(t('pin.set'))
        })
      }}
    >
      <h3>{t('pin.title')}</h3>
      <p id="pin-hint">{t('pin.hint')}</p>
      <label htmlFor="pin">{t('pin.new')}</label>
      <input id="pin" className="field pin" type="password" inputMode="numeric" autoComplete="new-password" aria-describedby="pin-hint" value={typed} onChange={(event) => setTyped(event.target.value)} />
      <div className="choices">
        <button className="button">{t(isSet ? 'pin.change' : 'pin.save')}</button>
        {isSet && (
          <button type="button" className="button quiet" onClick={() => void store.forget('pin').then(() => say(t('pin.removed')))}>
            {t('pin.remove')}
          </button>
        )}
      </div>
      <p role="status">{said}</p>
    </form>
  )
}
