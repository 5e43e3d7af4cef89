import { backoff, type Sleep, sleep } from '../../core/backoff.ts'
import { Bell } from '../store/bell.ts'
import type { Store } from '../store/db.ts'
import type { Line } from './types.ts'
import { forgetDraft, NotPaired, type Place, placeNow, type Typed, write } from './verbs.ts'

/** What the list shows of lines that the database has refused. `safe`: they outlive this page. */
export interface Unwritten {
  readonly lines: readonly Line[]
  readonly safe: boolean
}

const nothing: Unwritten = { lines: [], safe: true }
const start = 'line.'

export interface Held extends Typed {
  key: string
  place: Place
}

/**
 * Puts lines on the list whatever the disk does. A line that the database refuses stays a line of its own, in its order: on the
 * screen, in the second store (spare.ts) if that takes it, else in this page; it is written as soon as the database takes it.
 * One of these runs in the tab that writes.
 */
export class Lines {
  private readonly store: Store
  private readonly wait: Sleep
  private held: Held[] = []
  private shown = nothing
  private place: Place | undefined
  private turn: Promise<unknown> = Promise.resolve()
  private order = 0
  private readonly bell = new Bell()
  private readonly listeners = new Set<() => void>()

  constructor(store: Store, { wait = sleep }: { wait?: Sleep } = {}) {
    this.store = store
    this.wait = wait
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  readonly snapshot = (): Unwritten => this.shown

  /** The line on the disk; undefined when it is held. Rejects only when there is no session that it could belong to. */
  put(line: Typed): Promise<Line | undefined> {
    return this.inTurn(async () => {
      const before = this.held
      try {
        const written = await write(this.store, [...before, line])
        this.let(before)
        return written.at(-1)
      } catch (error) {
        if (error instanceof NotPaired) throw error
        console.warn(error)
        await this.hold(line)
        return undefined
      }
    })
  }

  /** Brings in what an earlier page had to hold, and writes what is held as soon as it can be, until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    await this.inTurn(async () => {
      this.place = await placeNow(this.store).catch(() => undefined)
      const here = new Set(this.held.map(({ key }) => key))
      const earlier = this.store.spare.keys(start).filter((key) => !here.has(key))
      this.show([...earlier.map((key) => ({ ...this.store.spare.get<Held>(key)!, key })), ...this.held])
    })
    for (let failures = 0; !signal.aborted; ) {
      failures = (await this.retry()) ? 0 : failures + 1
      await this.bell.wait(failures ? backoff(failures) : Infinity, signal, this.wait)
    }
  }

  /** True when nothing is held any more. */
  retry(): Promise<boolean> {
    return this.inTurn(async () => {
      const { held } = this
      if (!held.length) return true
      try {
        await write(this.store, held)
        this.let(held)
        return true
      } catch (error) {
        console.warn(error)
        return false
      }
    })
  }

  /** One after the other: no line overtakes another. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work)
    this.turn = done.catch(() => {})
    return done
  }

  private async hold(line: Typed): Promise<void> {
    const place = line.place ?? (this.place = await placeNow(this.store).catch(() => this.place))
    if (!place) throw new NotPaired('nobody knows which session this tablet is in')
    this.order = Math.max(this.order + 1, Date.now())
    const held: Held = { ...line, place, key: `${start}${this.order}.${line.id}` }
    const safe = this.store.spare.put(held.key, held)
    await forgetDraft(this.store, { id: line.id, session_id: place.session_id }).catch(() => {}) // it is written down here now
    this.show([...this.held, held], safe && this.shown.safe)
    this.bell.ring()
  }

  private let(written: readonly Held[]): void {
    for (const { key } of written) this.store.spare.remove(key)
    if (written.length) this.show(this.held.filter((one) => !written.includes(one)))
  }

  private show(held: Held[], safe = this.shown.safe): void {
    this.held = held
    this.shown = held.length ? { lines: held.map(asLine), safe } : nothing
    this.listeners.forEach((listener) => listener())
  }
}

function asLine({ id, at, wording, author_id, place }: Held): Line {
  return { id, ...place, author_id, device_counter: 0, said: { ...wording, at }, ...wording, state: 'unwritten', withdrawn: false }
}
