import type { Sleep } from '../../core/backoff.ts'

/** A sleep that somebody can cut short; a ring while nobody sleeps is remembered until the next sleep. */
export class Bell {
  private wake = () => {}
  private rung = false

  ring(): void {
    this.rung = true
    this.wake()
  }

  async wait(ms: number, signal: AbortSignal, sleep: Sleep): Promise<void> {
    if (this.rung || signal.aborted) return void (this.rung = false)
    const woken = new AbortController()
    this.wake = () => woken.abort()
    await sleep(Math.min(ms, 2 ** 31 - 1), AbortSignal.any([signal, woken.signal]))
    this.rung = false
  }
}
