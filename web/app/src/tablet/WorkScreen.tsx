import { lazy, Suspense, useReducer, useSyncExternalStore } from 'react'
import { useSpeech } from '../ui/language.tsx'
import { PlainAddress } from '../ui/PlainAddress.tsx'
import { CaptureScreen } from './capture/CaptureScreen.tsx'
import { Header } from './capture/Header.tsx'
import { StepBar } from './capture/StepBar.tsx'
import { StatusBar } from './capture/StatusBar.tsx'
import { toMain } from './capture/toField.ts'
import { useLines } from './capture/useLines.ts'
import { Offered } from './NotNow.tsx'
import { nouns } from './nouns.ts'
import type { Context } from './place/types.ts'
import { currentRound } from './place/currentRound.ts'
import { refused as refusedErrands } from './lines/owed.ts'
import { useTools } from './tools.ts'
import { useUpdate } from './update.ts'
import { useLive } from './useLive.ts'
import { useSpeakerEnds } from './capture/useSpeaker.ts'
import { ideas, placeAt, places } from './places.ts'

const NotWritten = lazy(() => import('./aside/NotWritten.tsx'))
const Stranded = lazy(() => import('./aside/Stranded.tsx'))
const SessionNews = lazy(() => import('./place/SessionNews.tsx'))
const ParkedErrands = lazy(() => import('./aside/ParkedErrands.tsx'))

/** The nouns that have something to say above every view. */
const telling = nouns.flatMap(({ strip, place }) => (strip ? { ...strip, at: place?.name } : []))

/** The screen of a working session: who we are and how things stand, where one can go, and the view of the step. */
export function WorkScreen({ context, hash }: { context: Context; hash: string }) {
  const { store, lines: kept } = useTools()
  const unwritten = useSyncExternalStore(kept.subscribe, kept.snapshot)
  const refusing = useSyncExternalStore(store.health.subscribe, () => store.health.refusing)
  const { t } = useSpeech()
  const [said, say] = useReducer(spoken, '')
  const update = useUpdate()
  const [lines, show] = useLines(context.session.id)
  const round = currentRound(context.rounds)
  const { place, view } = placeAt(hash, round)
  useSpeakerEnds(context.session.id, round)
  const before = useLive(() => store.fact('session_before'), [store])
  const parked = useLive(() => refusedErrands(store).count(), [store])
  const refused = useLive(async () => Object.keys((await store.fact('refusals')) ?? {}).length > 0, [store])
  const told = useLive(() => Promise.all(telling.map(({ wanted }) => wanted(store, context.session.id))), [store, context.session.id])
  const offer = place?.offer
  const props = { context, round, lines, view, say, show }
  const seen = place?.Seen && <Suspense>{<place.Seen {...props} />}</Suspense>

  return (
    <main className="capture">
      <button className="button skip" onClick={toMain}>
        {t('skip')}
      </button>
      <Header context={context} />
      <StepBar rounds={context.rounds} say={say} />
      <StatusBar lines={lines} rounds={context.rounds} />
      {places.length > 0 && (
        <nav className="tabs" aria-label={t('tab.label')}>
          {[ideas, ...places.map(({ name }) => name)].map((name) => (
            <a key={name} href={`#${name}`} aria-current={name === (place?.name ?? ideas) ? 'page' : undefined}>
              {t(`tab.${name}`)}
            </a>
          ))}
        </nav>
      )}
      <div className="notices">
        <PlainAddress where="working" />
        <Suspense>{(before || context.session.state === 'cancelled') && <SessionNews context={context} before={before} />}</Suspense>
        <Suspense>{(refusing || unwritten.lines.length > 0) && <NotWritten unwritten={unwritten} />}</Suspense>
        {update.ready && (
          <div className="strip">
            <p>{t('update.ready')}</p>
            <button className="button primary" disabled={update.busy} onClick={update.update}>
              {t(update.busy ? 'update.busy' : 'update.now')}
            </button>
            <button className="button quiet" disabled={update.busy} onClick={update.later}>
              {t('update.later')}
            </button>
          </div>
        )}
        <Suspense>{refused && <Stranded />}</Suspense>
        <Suspense>{Boolean(parked) && <ParkedErrands />}</Suspense>
        {telling.map(({ Strip, at }, i) => told?.[i] && (!at || at !== place?.name) && <Suspense key={i}>{<Strip {...props} />}</Suspense>)}
      </div>
      {place ? (
        <Offered round={round} offer={offer!} already={!offer || !context.rounds.some((one) => one.allows?.includes(offer))} seen={seen}>
          <Suspense fallback={<div className="view" />}>
            <place.View {...props} />
          </Suspense>
        </Offered>
      ) : (
        <CaptureScreen {...props} />
      )}
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </main>
  )
}

/** The same words said again are read out again only if they differ. */
const spoken = (before: string, text: string) => (before === text ? `${text}\u00a0` : text)
