import { type Api, Problem } from '../../core/api.ts'
import type { Store } from './db.ts'
import { type Load, Pace, type PaceOptions } from './pace.ts'
import { refusesContent, refusesDeed, saidBy } from './refusal.ts'
import type { Errand, Refusal } from './types.ts'
import type { ErrandOwner, Verbs } from './verb.ts'

export interface QueueOptions extends PaceOptions {
  store: Store
  api: Api
  verbs: Verbs
}

/** An owner that rebases for ever would keep the tablet busy for nothing. */
const mostRebases = 5

/**
 * The errands whose verbs name this lane, one request after the other. Within a key the order is kept; a key that the server
 * cannot digest goes to the back, so that it holds up no other.
 */
export class Lane implements Load {
  readonly pace: Pace
  private readonly name: string | undefined
  private readonly store: Store
  private readonly api: Api
  private readonly verbs: Verbs
  private readonly failed = new Map<string, number>()

  constructor(name: string | undefined, { store, api, verbs, ...pace }: QueueOptions) {
    this.name = name
    this.store = store
    this.api = api
    this.verbs = verbs
    this.pace = new Pace(pace)
  }

  async forums(): Promise<Iterable<string>> {
    return new Set((await this.ready()).map((errand) => errand.forum_id))
  }

  /** Of each key the first, unless a person must look at it; and nothing of a forum while there is something that goes first. */
  private async ready(): Promise<Errand[]> {
    const first: Errand[] = []
    const heads = new Map<string, Errand>()
    await this.store.errands.orderBy('seq').each((errand) => {
      const verb = this.verbs[errand.kind]
      if (verb?.first && errand.state === 'waiting') first.push(errand)
      else if (!(verb?.inPlace && errand.state !== 'waiting') && !heads.has(errand.key)) heads.set(errand.key, errand)
    })
    const behind = new Set(first.map(({ forum_id }) => forum_id))
    const rest = [...heads.values()].filter(({ state, forum_id }) => state === 'waiting' && !behind.has(forum_id))
    return [...first, ...rest].filter(({ kind }) => this.verbs[kind]?.lane === this.name)
  }

  /** One request of one forum's queue: what goes first, else of the key that has failed least the oldest. */
  async step(forum: string): Promise<boolean> {
    const ready = (await this.ready()).filter(({ forum_id }) => forum_id === forum)
    const batch = this.batch(ready)
    if (!batch.length) return false
    let owner: ErrandOwner = {}
    try {
      owner = (await this.verbs[batch[0]!.kind]?.load()) ?? {}
      await this.send(owner, batch)
      for (const { key } of batch) this.failed.delete(key)
      this.pace.went(forum)
    } catch (error) {
      for (const errand of batch) this.failed.set(errand.key, this.failures(errand) + 1)
      await owner.idle?.(this.store)
      this.pace.putOff(forum, error)
    }
    return true
  }

  private batch(ready: Errand[]): Errand[] {
    const most = ready[0] && this.verbs[ready[0].kind]?.first
    if (most) return ready.filter(({ kind }) => kind === ready[0]!.kind).slice(0, most)
    return ready.sort((a, b) => this.failures(a) - this.failures(b) || a.seq! - b.seq!).slice(0, 1)
  }

  private failures({ key }: Errand): number {
    return this.failed.get(key) ?? 0
  }

  private async send(owner: ErrandOwner, batch: readonly Errand[]): Promise<void> {
    const begun = await this.begin(owner, batch)
    if (!begun.length) return
    if (owner.sendAll) return owner.sendAll({ store: this.store, api: this.api }, begun)
    for (const errand of begun) await this.sendOne(owner, errand)
  }

  /** From here on the server may have it even if no answer ever comes. What was just replaced, or undone, is left out. */
  private begin(owner: ErrandOwner, batch: readonly Errand[]): Promise<Errand[]> {
    return this.store.atomically(async () => {
      const begun: Errand[] = []
      for (const { seq } of batch) {
        const errand = await this.store.errands.get(seq!)
        if (errand?.state !== 'waiting' || !(await this.store.errands.update(seq!, { attempts: errand.attempts + 1 }))) continue
        begun.push(errand)
      }
      await owner.begun?.(this.store, begun)
      return begun
    })
  }

  private async sendOne(owner: ErrandOwner, errand: Errand): Promise<void> {
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
