/** Whether the browser lately took what it was given to write. */
export class Health {
  refusing = false
  private readonly listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Passes the outcome of a write on, and remembers whether the browser was to blame for it. */
  async watch<T>(writing: PromiseLike<T>): Promise<T> {
    try {
      const done = await writing
      this.tell(false)
      return done
    } catch (error) {
      if (isRefusal(error)) this.tell(true)
      throw error
    }
  }

  private tell(refusing: boolean): void {
    if (this.refusing === refusing) return
    this.refusing = refusing
    this.listeners.forEach((listener) => listener())
  }
}

const names = ['QuotaExceededError', 'UnknownError', 'AbortError', 'DatabaseClosedError', 'OpenFailedError', 'InvalidStateError', 'SecurityError', 'MissingAPIError', 'TimeoutError', 'NotReadableError', 'ReadOnlyError']

/** The store is at fault, not what was asked of it: the disk is full, the window is private, the database was closed. */
export function isRefusal(error: unknown): boolean {
  const { name, inner } = (error ?? {}) as { name?: string; inner?: unknown } // Dexie wraps the browser's own
  return names.includes(name ?? '') || (inner !== undefined && isRefusal(inner))
}
