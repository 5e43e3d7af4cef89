import { type Api, NoAnswer, Problem } from '../../core/api.ts'
import type { Clock } from '../../core/clock.ts'
import { refreshContext } from './context.ts'
import type { Store } from '../store/db.ts'
import { stepTo } from './steps.ts'
import type { LocalTimer, Round } from './types.ts'

/** When the round ends: the server's word, unless this tablet moved the time since without it. */
export function endOf(round: Round | undefined, local: LocalTimer | undefined): number | undefined {
  const own = local && local.round_id === (round?.id ?? '') ? local : undefined
  if (round?.state !== 'running' || !round.ends_at) return own?.ends_at
  return own && own.version === round.version ? own.ends_at : Date.parse(round.ends_at)
}

export type TimerDeed = { kind: 'start' } | { kind: 'extend'; seconds: number } | { kind: 'end' }

/**
 * Starts, moves or ends the time of a round. Starting is a step (steps.ts) and told later if need be; minutes are given
 * to every tablet of the session when the server answers, else on this tablet alone, and never queued: a minute given
 * now means nothing in an hour.
 */
export async function keepTimeOf(tools: { store: Store; api: Api; clock: Clock }, round: Round | undefined, deed: TimerDeed): Promise<void> {
  if (round && deed.kind === 'start') return stepTo(tools, round)
  if (!round || !(await shared(tools, round, deed))) await alone(tools, round, deed)
}

/** true when the server's word holds now, whatever it is. */
async function shared({ store, api, clock }: { store: Store; api: Api; clock: Clock }, round: Round, deed: TimerDeed): Promise<boolean> {
  const context = await store.fact('context')
  if (!context || round.state !== 'running') return false
  // With the version, an answer that was lost cannot give the minutes twice.
  const body = deed.kind === 'extend' ? { seconds: deed.seconds, version: round.version } : {}
  try {
    const path = `/api/sessions/forums/${context.forum.id}/sessions/${context.session.id}/rounds/${round.id}/${deed.kind}`
    await api.call(path, { method: 'POST', body, timeoutMs: 4000 })
    await store.forget('timer')
  } catch (error) {
    if (error instanceof Problem && error.status === 409) {
      await refreshContext(store, api, clock) // somebody was quicker
      return true
    }
    if (error instanceof Problem || error instanceof NoAnswer) return false
    throw error
  }
  await refreshContext(store, api, clock).catch(() => {}) // the live stream tells it too
  return true
}

async function alone({ store, clock }: { store: Store; clock: Clock }, round: Round | undefined, deed: TimerDeed): Promise<void> {
  if (deed.kind === 'end') return store.forget('timer')
  const from = deed.kind === 'start' ? clock.now() : Math.max(endOf(round, await store.fact('timer')) ?? 0, clock.now())
  const seconds = deed.kind === 'start' ? 600 : deed.seconds
  await store.keep('timer', { round_id: round?.id ?? '', ends_at: from + seconds * 1000, version: round?.version })
}
