import { liveQuery } from 'dexie'
import { NoAnswer, Problem } from '../../core/api.ts'
import { backoff, type Sleep, sleep } from '../../core/backoff.ts'
import { Bell } from './bell.ts'
import { isRefusal } from './health.ts'
import type { Network } from './types.ts'

export interface PaceOptions {
  /** How the connection of a forum's queue is, and the answer that says so. */
  onNetwork?: (state: Network, forum: string, error?: unknown) => void
  wait?: Sleep
  random?: () => number
}

/** What is to be sent: to which forums, and one request of one forum's; false when there is none. */
export interface Load {
  forums(): Promise<Iterable<string>>
  step(forum: string): Promise<boolean>
}

/** When a queue may send. Back-off belongs to a forum's queue and not to what is in it: the later never overtakes the earlier. */
export class Pace {
  private readonly onNetwork: NonNullable<PaceOptions['onNetwork']>
  private readonly wait: Sleep
  private readonly random: () => number
  private readonly queues = new Map<string, { failures: number; notBefore: number }>()
  private readonly bell = new Bell()

  constructor({ onNetwork = () => {}, wait = sleep, random = Math.random }: PaceOptions) {
    this.onNetwork = onNetwork
    this.wait = wait
    this.random = random
  }

  /** The network seems to be back, or a person wants to send: no queue waits any longer. */
  retryNow(): void {
    this.queues.clear()
    this.bell.ring()
  }

  /** Sends whenever it may; `seen` is what any tab of this profile may change. */
  async run(load: Load, seen: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
    const subscription = liveQuery(seen).subscribe(() => this.bell.ring())
    try {
      while (!signal.aborted) {
        const pause = await this.flush(load, signal)
        await this.bell.wait(pause, signal, this.wait)
      }
    } finally {
      subscription.unsubscribe()
    }
  }

  /** Sends everything that may be sent now. Returns how long to wait before the next try is worth it. */
  async flush(load: Load, signal?: AbortSignal): Promise<number> {
    let pause = Infinity
    for (const forum of await load.forums()) {
      while (!signal?.aborted) {
        const left = (this.queues.get(forum)?.notBefore ?? 0) - performance.now()
        if (left > 0) {
          pause = Math.min(pause, left)
          break
        }
        if (!(await load.step(forum))) break
      }
    }
    return pause
  }

  went(forum: string): void {
    this.queues.delete(forum)
    this.onNetwork('online', forum)
  }

  putOff(forum: string, error: unknown): void {
    const failures = this.queues.get(forum)?.failures ?? 0
    const asked = error instanceof Problem ? error.retryAfterMs : undefined
    this.queues.set(forum, { failures: failures + 1, notBefore: performance.now() + (asked ?? backoff(failures, this.random)) })
    this.onNetwork(networkAfter(error), forum, error)
    if (!(error instanceof Problem || error instanceof NoAnswer || isRefusal(error))) console.error(error)
  }
}

export function networkAfter(error: unknown): Network {
  if (error instanceof Problem && (error.status === 401 || error.code === 'device_revoked')) return 'revoked'
  if (error instanceof Problem && (error.status === 403 || error.status === 404)) return 'refused'
  if (error instanceof NoAnswer) return globalThis.navigator?.onLine === false ? 'offline' : 'noAnswer'
  return 'noAnswer'
}
