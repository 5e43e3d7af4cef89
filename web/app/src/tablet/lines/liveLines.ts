import Dexie, { type ObservabilitySet, RangeSet } from 'dexie'
import { reopen } from '../store/reopen.ts'
import type { Store } from '../store/db.ts'
import type { Line } from './types.ts'

/** The list before the database has answered. */
export const unread: readonly Line[] = []

/**
 * The lines of a session as the database has them, in memory. Whatever any tab changes is told by row, so only these
 * rows are read again, all of a transaction at once; a line that did not change stays the same object. Reading three
 * thousand lines for each new one would take a second, in which nothing can be saved.
 */
export class LiveLines {
  private readonly store: Store
  private readonly session: string
  private readonly lines = new Map<number, Line>() // by position; those that belong here
  private shown = unread
  private readonly changed = new Set<number>()
  private all = true // are to be read
  private reading = false
  private readonly listeners = new Set<() => void>()

  constructor(store: Store, session: string) {
    this.store = store
    this.session = session
  }

  now = (): readonly Line[] => this.shown

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    if (this.listeners.size === 1) {
      Dexie.on.storagemutated.subscribe(this.hear)
      this.all = true // whatever happened while nobody listened
      void this.read()
    }
    return () => {
      this.listeners.delete(listener)
      if (!this.listeners.size) Dexie.on.storagemutated.unsubscribe(this.hear)
    }
  }

  /** A line that has just been stored is on the list at once. */
  show = (line: Line): void => {
    if (line.session_id !== this.session || this.all) return
    this.lines.set(line.pos!, line)
    this.tell()
  }

  private hear = (parts: ObservabilitySet): void => {
    const rows = parts[`idb://${this.store.name}/lines/`]
    if (!rows) return
    for (const { from, to } of RangeSet(rows) as Iterable<{ from: unknown; to: unknown }>) {
      if (typeof from === 'number' && from === to) this.changed.add(from)
      else this.all = true // Dexie does not name the rows of a large change
    }
    void this.read()
  }

  private async read(): Promise<void> {
    if (this.reading) return // goes on with what has come meanwhile
    this.reading = true
    try {
      while (this.listeners.size && (this.all || this.changed.size)) {
        if (this.all) await this.readAll()
        else await this.readChanged()
        this.tell()
      }
    } catch (error) {
      this.all = true
      reopen(error)
    } finally {
      this.reading = false
    }
  }

  private async readAll(): Promise<void> {
    this.all = false
    this.changed.clear()
    const found = await this.store.lines.where('session_id').equals(this.session).toArray() // of one key, in the order of the rows
    this.lines.clear()
    for (const line of found) this.lines.set(line.pos!, line)
  }

  private async readChanged(): Promise<void> {
    const rows = [...this.changed].sort((a, b) => a - b)
    this.changed.clear()
    const found = await this.store.lines.bulkGet(rows)
    rows.forEach((pos, i) => {
      const line = found[i]
      if (line?.session_id === this.session) this.lines.set(pos, line)
      else this.lines.delete(pos)
    })
  }

  private tell(): void {
    const lines = [...this.lines.values()]
    const sorted = lines.every((line, i) => !i || lines[i - 1]!.pos! < line.pos!)
    this.shown = sorted ? lines : lines.sort((a, b) => a.pos! - b.pos!)
    this.listeners.forEach((listener) => listener())
  }
}
