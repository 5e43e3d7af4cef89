/** What somebody has typed into a form and not saved yet, and what the form was opened on. */
export interface Draft {
  id: string // of what the form makes: asking again after a lost answer or a reload makes it once
  values: Readonly<Record<string, readonly string[]>> | null // by the fields' names; null while nothing was changed
  version: number // that the writer has seen; 0: of something new
  seen: unknown // the thing as the form was opened on it: what differs from it is what the writer changed
  latest: unknown // the thing in the version that the writer has seen
  open: boolean // left open, so it opens again with the page
  at: number // when it was last typed into, in ms
}

const prefix = 'shanyraq.draft:'
const keptFor = 30 * 24 * 3600_000

/**
 * Drafts by the form's thing ("measure/01J…/edit"), each account's and forum's own. They outlive the form, the page and the
 * session. Where the browser refuses to store (private mode, a full disk) they live as long as the page.
 */
export class Drafts {
  private readonly kept = new Map<string, Draft>()
  private readonly mounted = new Map<string, number>()
  private readonly listeners = new Set<() => void>()
  private things: readonly string[] | undefined

  constructor(
    private readonly scope: string,
    private readonly storage: Storage | undefined,
    now = Date.now(),
  ) {
    for (const [thing, draft] of this.stored()) {
      if (now - draft.at > keptFor) this.write(thing, undefined)
      else this.kept.set(thing, draft)
    }
  }

  get = (thing: string): Draft | undefined => this.kept.get(thing)

  /** Opens a form: what was typed before comes back with the version it was typed on. Tells nobody: `mount` does. */
  opened(thing: string, fresh: Pick<Draft, 'id' | 'version' | 'seen'>): Draft {
    const before = this.kept.get(thing)
    const draft = before?.values ? { ...before, open: true } : { ...fresh, latest: fresh.seen, values: null, open: true, at: Date.now() }
    this.kept.set(thing, draft)
    this.write(thing, draft)
    return draft
  }

  /** Keeps what stands in the fields; null: as the form was opened. */
  keep(thing: string, values: Draft['values']): void {
    const before = this.kept.get(thing)
    if (before && JSON.stringify(before.values) !== JSON.stringify(values)) this.put(thing, { ...before, values, at: Date.now() })
  }

  /** The writer has seen the newer version; what was typed stays. */
  rebase(thing: string, version: number, latest: unknown): void {
    const before = this.kept.get(thing)
    if (before) this.put(thing, { ...before, version, latest })
  }

  /** Leaves the form; what was typed waits for the next time. */
  close(thing: string): void {
    const before = this.kept.get(thing)
    if (before?.values) this.put(thing, { ...before, open: false })
    else this.drop(thing)
  }

  /** Saved, or thrown away. */
  drop(thing: string): void {
    this.kept.delete(thing)
    this.write(thing, undefined)
    this.tell()
  }

  put(thing: string, draft: Draft): void {
    this.kept.set(thing, draft)
    this.write(thing, draft)
    this.tell()
  }

  /** The form is on the page until the function that this returns is called. */
  mount(thing: string): () => void {
    this.mounted.set(thing, (this.mounted.get(thing) ?? 0) + 1)
    this.tell()
    return () => {
      const left = this.mounted.get(thing)! - 1
      if (left) this.mounted.set(thing, left)
      else this.mounted.delete(thing)
      this.tell()
    }
  }

  /** The things whose form is on the page, or was left open on it; the same list while nothing changes. */
  open = (): readonly string[] => {
    const now = [...new Set([...this.mounted.keys(), ...[...this.kept].filter(([, { open, values }]) => open && values).map(([thing]) => thing)])].toSorted()
    if (!this.things || this.things.join('\n') !== now.join('\n')) this.things = now
    return this.things
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }

  private write(thing: string, draft: Draft | undefined): void {
    try {
      if (draft?.values) this.storage?.setItem(prefix + this.scope + thing, JSON.stringify(draft))
      else this.storage?.removeItem(prefix + this.scope + thing)
    } catch {
      // what cannot be stored is still in memory
    }
  }

  private *stored(): Iterable<[string, Draft]> {
    const start = prefix + this.scope
    const keys = Array.from({ length: this.storage?.length ?? 0 }, (_, i) => this.storage!.key(i)!)
    for (const key of keys.filter((one) => one.startsWith(start))) {
      try {
        yield [key.slice(start.length), JSON.parse(this.storage!.getItem(key)!) as Draft]
      } catch {
        this.storage!.removeItem(key) // not ours, or of a version that wrote it otherwise
      }
    }
  }
}

/** The fields of a form by name; files are chosen again. */
export function valuesOf(form: FormData): Record<string, string[]> {
  const values: Record<string, string[]> = {}
  for (const [name, value] of form) if (typeof value === 'string') (values[name] ??= []).push(value)
  return values
}

/** Whether two values of a form are the same; nothing and "" are. */
export function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return (a || '') === (b || '')
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key as never], b[key as never]))
}

/** What was typed, except that members which the writer left as they were take what a colleague has made of them. */
export function untouched<T extends object>(typed: T, seen: Partial<T>, latest: Partial<T>): T {
  const mine = Object.entries(typed).map(([name, value]) => [name, same(value, seen[name as keyof T]) && name in latest ? latest[name as keyof T] : value])
  return { ...typed, ...Object.fromEntries(mine) }
}
