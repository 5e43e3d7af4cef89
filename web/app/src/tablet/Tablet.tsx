import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { useSpeech } from '../ui/language.tsx'
import { asOnlyTab } from './store/leader.ts'
import { keepInStep } from './store/sync.ts'
import { useTools } from './tools.ts'
import { useLive } from './useLive.ts'
import { WorkScreen } from './WorkScreen.tsx'

const PairingScreen = lazy(() => import('./pairing/PairingScreen.tsx'))
const SessionScreen = lazy(() => import('./session/SessionScreen.tsx'))

/** Which screen is on is in the address, so Back does what a person expects: #session, #pair, a view (views.tsx), nothing for the step's own. */
export function Tablet() {
  const { store, api, clock } = useTools()
  const { t } = useSpeech()
  const hash = useSyncExternalStore(onHash, () => location.hash)
  const context = useLive(async () => (await store.fact('context')) ?? null, [store])
  const sessionId = context?.session.id
  const secret = useLive(async () => (await store.fact('device'))?.secret, [store])

  useEffect(() => {
    // Paired again, with a new secret: whatever waited because of the old one is tried at once.
    if (sessionId && secret !== undefined) return asOnlyTab((signal) => keepInStep(store, api, clock, signal))
  }, [store, api, clock, sessionId, secret])

  useEffect(() => {
    const { yurt } = context?.session ?? {}
    document.title = yurt ? `${t('place.yurt', { yurt })} · ${t('app')}` : t('app')
  }, [context, t])

  if (context === undefined) return null
  if (!context || hash.startsWith('#pair')) return <Suspense>{<PairingScreen paired={Boolean(context)} />}</Suspense>
  if (hash === '#session') return <Suspense>{<SessionScreen context={context} />}</Suspense>
  return <WorkScreen context={context} hash={hash} key={sessionId} />
}

function onHash(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}
