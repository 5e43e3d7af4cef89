import { useState, useSyncExternalStore } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { sendNow } from '../sending.ts'
import type { Line } from '../lines/types.ts'
import type { Network } from '../store/types.ts'
import type { Round } from '../place/types.ts'
import { currentRound } from '../place/currentRound.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { refused, waitingIn } from '../lines/owed.ts'
import { needsPerson } from './LineRow.tsx'
import { TimeLeft, TimerControls } from './Timer.tsx'

/** Always on screen: how many ideas, how much time, and the network in words. */
export function StatusBar({ lines, rounds }: { lines: readonly Line[]; rounds: readonly Round[] }) {
  const { t } = useSpeech()
  const [timerOpen, openTimer] = useState(false)
  const round = currentRound(rounds)
  const count = lines.reduce((sum, line) => sum + (line.withdrawn ? 0 : 1), 0)
  return (
    <section className="status" aria-label={t('status.label')}>
      <p className="figure" data-testid="count">
        <b>{count}</b> <span>{t('status.ideas', { count })}</span>
      </p>
      <button className="figure" aria-expanded={timerOpen} onClick={() => openTimer(!timerOpen)}>
        <TimeLeft round={round} />
      </button>
      <NetworkWords lines={lines} />
      {timerOpen && <TimerControls round={round} />}
    </section>
  )
}

function NetworkWords({ lines }: { lines: readonly Line[] }) {
  const { store, lines: kept } = useTools()
  const unwritten = useSyncExternalStore(kept.subscribe, kept.snapshot).lines.length
  const refusing = useSyncExternalStore(store.health.subscribe, () => store.health.refusing)
  const { t } = useSpeech()
  const network: Network = useLive(async () => (await store.fact('network')) ?? 'starting', [store]) ?? 'starting'
  const { lines: linesWaiting, others: errands } = useLive(() => waitingIn(store), [store]) ?? { lines: 0, others: 0 }
  const parked = useLive(() => refused(store).count(), [store]) ?? 0
  const waiting = linesWaiting + errands
  const stuck = lines.filter(needsPerson).length + parked
  const rest = unwritten || refusing
    ? t(unwritten ? 'network.unwritten' : 'network.refusing', { count: unwritten })
    : stuck
    ? t('network.stuck', { count: stuck })
    : waiting
      ? t(errands ? 'network.entries' : 'network.waiting', { count: waiting })
      : t(network !== 'online' ? 'network.kept' : lines.length ? 'network.allReceived' : 'network.ready')
  return (
    <div className="network" data-network={stuck || unwritten || refusing ? 'stuck' : network}>
      <p>
        <b aria-live={network === 'revoked' ? 'assertive' : 'polite'}>{t(`network.${network}`)}</b> <span>{rest}</span>
      </p>
      {network === 'revoked' ? (
        <a className="button quiet" href="#pair">
          {t('network.newCode')}
        </a>
      ) : (
        waiting > 0 &&
        network !== 'online' && (
          <button className="button quiet" onClick={() => sendNow()}>
            {t('network.sendNow')}
          </button>
        )
      )}
    </div>
  )
}
