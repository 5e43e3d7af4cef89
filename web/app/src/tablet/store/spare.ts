/**
 * A second, small store for what the database refuses: localStorage, which has room of its own; where that is refused
 * too, the memory of this page. Nothing here rejects.
 */
export class Spare {
  private readonly memory = new Map<string, string>()
  private readonly storage: Storage | undefined

  constructor(storage = ownStorage()) {
    this.storage = storage
  }

  /** True when it outlives this page. */
  put(key: string, value: unknown): boolean {
    const text = JSON.stringify(value)
    this.memory.set(key, text)
    try {
      this.storage?.setItem(prefix + key, text)
      return Boolean(this.storage)
    } catch {
      return false
    }
  }

  get<T>(key: string): T | undefined {
    const text = this.memory.get(key) ?? this.kept(key)
    return text === undefined ? undefined : (JSON.parse(text) as T)
  }

  remove(key: string): void {
    this.memory.delete(key)
    try {
      this.storage?.removeItem(prefix + key)
    } catch {
      // what may not be touched was never put there
    }
  }

  /** In the order of the keys. */
  keys(start: string): string[] {
    let kept: string[] = []
    try {
      kept = Object.keys(this.storage ?? {}).filter((key) => key.startsWith(prefix + start)).map((key) => key.slice(prefix.length))
    } catch {
      // as above
    }
    return [...new Set([...kept, ...[...this.memory.keys()].filter((key) => key.startsWith(start))])].sort()
  }

  private kept(key: string): string | undefined {
    try {
      return this.storage?.getItem(prefix + key) ?? undefined
    } catch {
      return undefined
    }
  }
}

const prefix = 'shanyraq.spare.'

/** Some browsers refuse even to be asked. */
function ownStorage(): Storage | undefined {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}
