import { type Api, Problem } from '../../core/api.ts'
import { uuidv7 } from '../../core/uuid.ts'
import type { Store } from './db.ts'
import { type ErrandOwner, errandKinds } from './errandKinds.ts'
import { refusesContent, refusesDeed, saidBy } from './outbox.ts'
import { type Load, Pace, type PaceOptions } from './pace.ts'
import type { Errand, Refusal } from './types.ts'

export type NewErrand = Omit<Errand, 'seq' | 'id' | 'state' | 'attempts' | 'rebased' | 'problem'> & { id?: string }

/** An owner that rebases for ever would keep the tablet busy for nothing. */
const mostRebases = 5

/**
 * Puts an errand on the queue, inside the caller's transaction if there is one. `replace`: it says everything that
 * those with its key said, so whatever of them the server cannot have is dropped (a hundred drags are one request).
 */
export function addErrand(store: Store, errand: NewErrand, { replace = false } = {}): Promise<Errand> {
  return store.atomically(async () => {
    if (replace) {
      const superseded = (other: Errand) => other.kind === errand.kind && (other.attempts === 0 || other.state === 'parked')
      await store.errands.where('key').equals(errand.key).filter(superseded).delete()
    }
    const added: Errand = { ...errand, id: errand.id ?? uuidv7(), state: 'waiting', attempts: 0 }
    const seq = await store.errands.add(added)
    return { ...added, seq }
  })
}

/** A person has looked: a parked errand is sent again, or given up. */
export async function sendAgain(store: Store, seq: number): Promise<void> {
  await store.errands.update(seq, { state: 'waiting', problem: undefined, rebased: undefined })
}

export async function giveUp(store: Store, seq: number): Promise<void> {
  await store.errands.where('seq').equals(seq).filter((errand) => errand.state === 'parked').delete()
}

export interface ErrandsOptions extends PaceOptions {
  store: Store
  api: Api
  owners?: typeof errandKinds
}

/**
 * Carries the errands of this tablet to the server until each has its answer, by the same rules as the Outbox: back-off
 * per forum, nothing leaves the queue unanswered, any repetition is harmless. Within a key the order is kept; a key
 * that the server cannot digest goes to the back, so that it holds up no other.
 */
export class Errands implements Load {
  private readonly store: Store
  private readonly api: Api
  private readonly owners: typeof errandKinds
  private readonly pace: Pace
  private readonly failed = new Map<string, number>()

  constructor({ store, api, owners = errandKinds, ...pace }: ErrandsOptions) {
    this.store = store
    this.api = api
    this.owners = owners
    this.pace = new Pace(pace)
  }

  retryNow(): void {
    this.pace.retryNow()
  }

  /** Wakes, too, when the last new line has gone. */
  run(signal: AbortSignal): Promise<void> {
    return this.pace.run(this, () => this.ready(), signal)
  }

  flush(signal?: AbortSignal): Promise<number> {
    return this.pace.flush(this, signal)
  }

  async forums(): Promise<Iterable<string>> {
    return new Set((await this.ready()).map((errand) => errand.forum_id))
  }

  /** The first of each key, unless it is parked. What is said about a line comes after the line itself. */
  private async ready(): Promise<Errand[]> {
    const linesGo = new Set<string>()
    await this.store.jobs.where('state').equals('waiting').each((job) => void (job.kind === 'capture' && linesGo.add(job.forum_id)))
    const heads = new Map<string, Errand>()
    await this.store.errands.orderBy('seq').each((errand) => void (heads.has(errand.key) || heads.set(errand.key, errand)))
    return [...heads.values()].filter((errand) => errand.state === 'waiting' && !linesGo.has(errand.forum_id))
  }

  /** One request of one forum's queue: of the key that has failed least, the oldest. */
  async step(forum: string): Promise<boolean> {
    const failures = (errand: Errand) => this.failed.get(errand.key) ?? 0
    const [errand] = (await this.ready()).filter((one) => one.forum_id === forum).sort((a, b) => failures(a) - failures(b) || a.seq! - b.seq!)
    if (!errand) return false
    try {
      await this.send(errand)
      this.failed.delete(errand.key)
      this.pace.went(forum)
    } catch (error) {
      this.failed.set(errand.key, failures(errand) + 1)
      this.pace.putOff(forum, error)
    }
    return true
  }

  private async send(errand: Errand): Promise<void> {
    // From here on the server may have it even if no answer ever comes. Not there any more: just replaced by a newer one.
    if (!(await this.store.errands.update(errand.seq!, { attempts: errand.attempts + 1 }))) return
    const owner = (await this.owners[errand.kind]?.()) ?? {}
    const { method, path, body } = errand
    const request = owner.request ? await owner.request(this.store, errand) : { method, path, body }
    if (!request) return void (await this.store.errands.delete(errand.seq!))
    if ('held' in request) return void (await this.store.errands.update(errand.seq!, { state: 'parked', attempts: errand.attempts, problem: request.held }))
    try {
      const { body: answer } = await this.api.call<unknown>(request.path, { method, ...request })
      await this.done(owner, errand, answer)
    } catch (error) {
      if (error instanceof Problem && error.status === 409) await this.disagreement(owner, errand, error)
      else if (refusesContent(error) || refusesDeed(error)) await this.park(owner, errand, { code: error.code, detail: saidBy(error) })
      else throw error
    }
  }

  private async done(owner: ErrandOwner, errand: Errand, answer: unknown): Promise<void> {
    await this.store.atomically(async () => {
      if (!(await this.store.errands.get(errand.seq!))) return // another tab was quicker
      const refusal = await owner.answered?.(this.store, errand, answer)
      if (refusal) await this.park(owner, errand, refusal)
      else await this.store.errands.delete(errand.seq!)
    })
  }

  private async disagreement(owner: ErrandOwner, errand: Errand, problem: Problem): Promise<void> {
    const verdict = (await owner.disagreed?.(this.store, errand, problem, this.api)) ?? 'park'
    const rebased = (errand.rebased ?? 0) + 1
    if (verdict === 'drop') await this.store.errands.delete(errand.seq!)
    else if (verdict === 'park' || rebased > mostRebases) await this.park(owner, errand, { code: problem.code, detail: saidBy(problem) })
    else await this.store.errands.update(errand.seq!, { ...verdict, rebased })
  }

  private async park(owner: ErrandOwner, errand: Errand, problem: Refusal): Promise<void> {
    await this.store.atomically(async () => {
      await this.store.errands.update(errand.seq!, { state: 'parked', problem })
      await owner.refused?.(this.store, errand, problem)
    })
  }
}
