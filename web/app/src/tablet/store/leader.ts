import { sleep } from '../../core/backoff.ts'
import { reopen } from './reopen.ts'

const lock = 'shanyraq-tablet'

/** What this tab may do: one of a browser profile writes and sends, any other says so and can take its place. */
export type Role = 'asking' | 'writes' | 'elsewhere'

/**
 * Finds out whether this tab is the one that writes, and becomes it when the other is closed. Without Web Locks (an insecure
 * address) every tab writes: the same draft is a line once all the same, because its id is made with it.
 */
export class Leader {
  private role: Role = 'asking'
  private readonly listeners = new Set<() => void>()

  constructor() {
    if ('locks' in navigator) void this.ask()
    else this.become('writes')
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  readonly snapshot = (): Role => this.role

  /** From now on this tab writes; the other one hears of it at once. */
  readonly takeOver = (): void => void this.hold({ steal: true })

  /** Asks again and again instead of queueing: a tab in the background must not take the place of one that is being reloaded. */
  private async ask(): Promise<void> {
    for (;;) {
      if (this.role !== 'writes') await this.hold({ ifAvailable: true })
      await sleep(document.visibilityState === 'visible' ? 1000 : 5000)
    }
  }

  /** Resolves when the lock was not to be had, or is lost. */
  private async hold(how: LockOptions): Promise<void> {
    const granted = (held: Lock | null) => {
      if (!held) return this.become('elsewhere')
      this.become('writes')
      return new Promise<void>(() => {}) // until the page goes, or another tab takes it
    }
    await navigator.locks.request(lock, how, granted).catch(() => this.become('elsewhere'))
  }

  private become(role: Role): void {
    if (this.role === role) return
    this.role = role
    this.listeners.forEach((listener) => listener())
  }
}

/** Does the work until it is told to stop; whatever happened, a tablet that is on does not stop sending. */
export function unceasingly(work: (signal: AbortSignal) => Promise<void>): () => void {
  const stop = new AbortController()
  const run = async () => {
    while (!stop.signal.aborted) {
      await work(stop.signal).catch(reopen)
      await sleep(1000, stop.signal)
    }
  }
  void run()
  return () => stop.abort()
}
