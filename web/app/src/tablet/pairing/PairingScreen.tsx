import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { NoAnswer } from '../../core/api.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { LanguageChoice } from '../../ui/LanguageChoice.tsx'
import { Logo } from '../../ui/Logo.tsx'
import { PlainAddress } from '../../ui/PlainAddress.tsx'
import { type Chosen, choiceIn, pair, pairingCode } from './pairing.ts'
import { isJob } from '../lines/jobs.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { withTexts } from '../withTexts.tsx'
import '../plain.css'
import { hasCamera } from './camera.ts'

const Scanner = lazy(() => import('./Scanner.tsx'))

/** Connects the tablet to a session: by a typed code, a QR, or a link that carries the code. */
function PairingScreen({ paired }: { paired: boolean }) {
  const { store, api, clock } = useTools()
  const { t, language } = useSpeech()
  const [code, setCode] = useState(() => /#pair=(.+)/.exec(location.hash)?.[1] ?? '')
  const [state, setState] = useState<'ready' | 'busy' | 'short' | 'wrong' | 'noNetwork'>('ready')
  const [scanning, scan] = useState(false)
  const tried = useRef(false)
  const kept = useLive(() => store.errands.where('state').equals('waiting').filter(isJob).count(), [store]) ?? 0

  const [choice, choose] = useState<readonly Chosen[]>()

  async function connect(typed: string, session?: string) {
    if (pairingCode(typed).length !== 8) return setState('short')
    setState('busy')
    try {
      await pair(store, api, clock, typed, deviceName(), session)
      void navigator.storage?.persist?.()
      history.replaceState(null, '', '/t/')
      dispatchEvent(new HashChangeEvent('hashchange'))
    } catch (error) {
      const sessions = choiceIn(error)
      choose(sessions)
      setState(sessions ? 'ready' : error instanceof NoAnswer ? 'noNetwork' : 'wrong')
    }
  }

  useEffect(() => {
    if (tried.current || !code) return
    tried.current = true // a link carries the code: nothing to type
    void connect(code)
  })

  return (
    <main className="plain">
      <header>
        <p className="brand">
          <Logo size={48} /> {t('app')}
        </p>
        <LanguageChoice />
      </header>
      <h1>{t('pair.title')}</h1>
      <PlainAddress where="pairing" />
      <p>{t('pair.hint')}</p>
      {kept > 0 && <p className="note">{t('pair.kept', { count: kept })}</p>}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void connect(code)
        }}
      >
        <label htmlFor="code">{t('pair.code')}</label>
        <input
          id="code"
          className="field code"
          autoFocus
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          aria-describedby="trouble"
          aria-invalid={state !== 'ready' && state !== 'busy'}
          value={code}
          onChange={(event) => {
            setCode(event.target.value)
            setState('ready')
          }}
        />
        <p id="trouble" className="trouble" role="alert">
          {state !== 'ready' && state !== 'busy' && t(`pair.${state}`)}
        </p>
        <button className="button primary wide" disabled={state === 'busy'}>
          {t(state === 'busy' ? 'pair.busy' : 'pair.go')}
        </button>
        {hasCamera && (
          <button type="button" className="button wide" onClick={() => scan(!scanning)}>
            {t(scanning ? 'pair.scanStop' : 'pair.scan')}
          </button>
        )}
      </form>
      {choice && (
        <section aria-labelledby="choose">
          <h2 id="choose">{t('pair.choose')}</h2>
          <ul className="choice">
            {choice.map(({ id, yurt, title }) => (
              <li key={id}>
                <button className="button wide" disabled={state === 'busy'} onClick={() => void connect(code, id)}>
                  {[yurt ? t('pair.yurt', { yurt }) : '', read(title, language)].filter(Boolean).join(' · ')}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {scanning && (
        <Suspense>
          <Scanner
            onRead={(text) => {
              scan(false)
              setCode(pairingCode(text))
              void connect(text)
            }}
          />
        </Suspense>
      )}
      {paired && (
        <a className="button quiet" href="#">
          {t('pair.back')}
        </a>
      )}
    </main>
  )
}

export default withTexts('session', PairingScreen)

/** So that an organiser can tell one tablet from another in the list; a person never has to type it. */
function deviceName(): string {
  const system = /Android|iPad|iPhone|Windows|Macintosh|CrOS|Linux/.exec(navigator.userAgent)?.[0] ?? 'Browser'
  return `${system} ${screen.width}×${screen.height}`
}
