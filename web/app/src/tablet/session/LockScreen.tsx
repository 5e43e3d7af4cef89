import { useEffect, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { placeName } from '../capture/Header.tsx'
import { tryPin, waitOf } from './pin.ts'
import type { Context } from '../place/types.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import '../plain.css'
import { useAside } from '../aside/words.ts'
import '../aside/aside.css'

/** Asks for the PIN when the app is opened. What waits on the tablet is sent meanwhile. */
export default function LockScreen({ context, unlock }: { context: Context; unlock: () => void }) {
  const { store } = useTools()
  const speech = useSpeech()
  const { t } = useAside()
  const [typed, setTyped] = useState('')
  const [state, setState] = useState<'ready' | 'busy' | 'refused'>('ready')
  const pin = useLive(() => store.fact('pin'), [store])
  const wait = useWait(pin)

  async function enter() {
    setState('busy')
    const right = await tryPin(store, typed)
    setTyped('')
    if (right) return unlock()
    setState('refused')
  }

  return (
    <main className="plain">
      <h1>{placeName(context.session, speech.t, speech.language)}</h1>
      <p>{t('pin.enterHint')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!wait && typed) void enter()
        }}
      >
        <label htmlFor="pin">{t('pin.enter')}</label>
        <input id="pin" className="field pin" type="password" inputMode="numeric" autoComplete="current-password" autoFocus aria-describedby="trouble" value={typed} onChange={(event) => setTyped(event.target.value)} />
        <p id="trouble" className="trouble" role="alert">
          {wait > 0 ? t('pin.wait', { count: wait }) : state === 'refused' && t('pin.refused')}
        </p>
        <button className="button primary wide" disabled={state === 'busy' || wait > 0}>
          {t('pin.open')}
        </button>
      </form>
      <a className="button quiet" href="#pair">
        {t('pin.forgotten')}
      </a>
    </main>
  )
}

/** Seconds until the next try. */
function useWait(pin: { wrong: number; last?: number } | undefined): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    if (!pin) return
    const look = () => setSeconds(Math.ceil(waitOf(pin, Date.now()) / 1000))
    look()
    const timer = setInterval(look, 500)
    return () => clearInterval(timer)
  }, [pin])
  return seconds
}
