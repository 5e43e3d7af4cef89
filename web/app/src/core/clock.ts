/**
 * The time that all tablets of a session share: the server's, carried on by the device's steady counter. The wall clock
 * of a tablet may be wrong by hours and may be set back in the middle of a session; it is read only to notice that the
 * device has slept, when the steady counter of some browsers stands still.
 */
export class Clock {
  private base: number
  private steadyBase: number
  private wallBase: number

  /** `offset`: how far the server's time was ahead of this wall clock when they last spoke. */
  constructor(
    offset = 0,
    private readonly steady: () => number = () => performance.now(),
    private readonly wall: () => number = () => Date.now(),
  ) {
    this.steadyBase = steady()
    this.wallBase = wall()
    this.base = this.wallBase + offset
  }

  /** Milliseconds of the shared time; never goes back between two `sync` calls. */
  now(): number {
    const steady = this.steady() - this.steadyBase
    const wall = this.wall() - this.wallBase
    const slept = wall - steady
    if (slept > 1000) {
      this.base += slept
      this.wallBase += slept
    } else if (slept < -1000) {
      this.wallBase += slept // the wall clock was set back: ignored
    }
    return this.base + steady
  }

  /** The server has told its time. Returns the offset to keep for the next start. */
  sync(serverTime: number): number {
    this.steadyBase = this.steady()
    this.wallBase = this.wall()
    this.base = serverTime
    return serverTime - this.wallBase
  }
}

/** 65 000 → "1:05"; below zero the time is over and reads 0:00. */
export function minutes(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
