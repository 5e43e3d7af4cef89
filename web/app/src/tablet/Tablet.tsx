import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import { useSpeech } from '../ui/language.tsx'
import type { Store } from './store/db.ts'
import { unceasingly } from './store/leader.ts'
import { keepSending } from './sending.ts'
import { nouns } from './nouns.ts'
import { isUnlocked, keepUnlocked } from './session/unlocked.ts'
import { useTools } from './tools.ts'
import { useLive } from './useLive.ts'
import { WorkScreen } from './WorkScreen.tsx'

const PairingScreen = lazy(() => import('./pairing/PairingScreen.tsx'))
const SessionScreen = lazy(() => import('./session/SessionScreen.tsx'))
const LockScreen = lazy(() => import('./session/LockScreen.tsx'))
const OtherTab = lazy(() => import('./aside/OtherTab.tsx'))
const HandedOver = lazy(() => import('./session/HandedOver.tsx'))

/** Which screen is on is in the address, so Back does what a person expects: #session, #pair, a view (places.ts), nothing for the step's own. */
export function Tablet() {
  const { store, api, clock, lines, leader } = useTools()
  const { t } = useSpeech()
  const hash = useSyncExternalStore(onHash, () => location.hash)
  const known = useLive(() => standing(store), [store])
  const context = known?.context
  const gone = known?.handover === 'gone'
  const [open, unlock] = useState(isUnlocked)
  const sessionId = context?.session.id
  const secret = useLive(async () => (await store.fact('device'))?.secret, [store])

  const role = useSyncExternalStore(leader.subscribe, leader.snapshot)
  const writes = role === 'writes'

  useEffect(() => {
    if (writes && sessionId) return unceasingly((signal) => lines.run(signal))
  }, [lines, writes, sessionId])

  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => lines.snapshot().safe || event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [lines])

  useEffect(() => {
    // Paired again, with a new secret: whatever waited because of the old one is tried at once.
    if (writes && sessionId && secret !== undefined && !gone) return keepSending({ store, api, clock }, nouns)
  }, [store, api, clock, writes, sessionId, secret, gone])

  useEffect(() => {
    const { yurt } = context?.session ?? {}
    document.title = yurt ? `${t('place.yurt', { yurt })} · ${t('app')}` : t('app')
  }, [context, t])

  if (role === 'elsewhere') return <Suspense>{<OtherTab takeOver={leader.takeOver} />}</Suspense>
  if (!known || context === undefined) return null
  if (!context || hash.startsWith('#pair')) return <Suspense>{<PairingScreen paired={Boolean(context)} />}</Suspense>
  if (known.locked && !open && !isUnlocked()) return <Suspense>{<LockScreen context={context} unlock={() => (keepUnlocked(), unlock(true))} />}</Suspense>
  if (hash === '#session') return <Suspense>{<SessionScreen context={context} />}</Suspense>
  if (known.handover) return <Suspense>{<HandedOver context={context} gone={gone} />}</Suspense>
  return <WorkScreen context={context} hash={hash} key={sessionId} />
}

/** Read together, so that nothing of a locked or handed-over tablet is shown for a moment. */
async function standing(store: Store) {
  const [context, pin, handover] = await Promise.all([store.fact('context'), store.fact('pin'), store.fact('handover')])
  return { context: context ?? null, locked: Boolean(pin), handover }
}

function onHash(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}
