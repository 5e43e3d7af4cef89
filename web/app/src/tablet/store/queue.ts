import type { Store } from './db.ts'
import { Lane, type QueueOptions } from './lane.ts'
import type { Verbs } from './verb.ts'

/**
 * Carries everything that this tablet has to tell to the server until each errand has its answer. An errand leaves the queue
 * only when the server has said what became of it; any number of repetitions is harmless, because whatever is told carries
 * an identifier made on the tablet. One queue runs per browser profile (see leader.ts).
 */
export class Queue {
  private readonly store: Store
  private readonly verbs: Verbs
  private readonly lanes: Lane[]

  constructor(options: QueueOptions) {
    this.store = options.store
    this.verbs = options.verbs
    const names = new Set([...Object.values(options.verbs).map(({ lane }) => lane), undefined])
    this.lanes = [...names].map((name) => new Lane(name, options))
  }

  retryNow(): void {
    for (const lane of this.lanes) lane.pace.retryNow()
  }

  async run(signal: AbortSignal): Promise<void> {
    // What an earlier page had under way is under way no more.
    for (const { first, load } of Object.values(this.verbs)) if (first) await (await load()).idle?.(this.store)
    await Promise.all(this.lanes.map((lane) => lane.pace.run(lane, () => this.changed(), signal)))
  }

  /** Sends everything that may be sent now, one lane after the other. Returns how long to wait before the next try is worth it. */
  async flush(signal?: AbortSignal): Promise<number> {
    let pause = Infinity
    for (const lane of this.lanes) pause = Math.min(pause, await lane.pace.flush(lane, signal))
    return pause
  }

  /** Differs whenever something may have become ready: added, sent again, or out of another's way. */
  private changed(): Promise<unknown> {
    return Promise.all([this.store.errands.count(), this.store.errands.where('state').equals('waiting').count()])
  }
}
