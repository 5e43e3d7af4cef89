const silence = 2 * 60_000

/**
 * Whose words the next lines are: a participant's id, '' for nobody's. In memory only, so it ends when the app is opened anew;
 * it also ends with the round and after two minutes in which nothing is typed. A forgotten choice would put somebody's name under what
 * another has said; nobody's name can still be given later.
 */
export class Speaker {
  private id = ''
  private round = ''
  private until = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** A timer may oversleep with the tablet, so the clock is asked, too. */
  readonly now = (): string => (Date.now() < this.until ? this.id : '')

  choose(id: string): void {
    this.id = id
    this.wait()
    this.listeners.forEach((listener) => listener())
  }

  /** Something is being typed, or the page is looked at again after a while. */
  readonly typing = (): void => {
    if (this.now()) this.wait()
    else if (this.id) this.choose('')
  }

  /** Where the session stands: another round, or the same one begun, is another conversation. */
  inRound(round: string): void {
    if (this.round !== round && this.id) this.choose('')
    this.round = round
  }

  private wait(): void {
    clearTimeout(this.timer)
    this.until = this.id ? Date.now() + silence : 0
    if (this.id) this.timer = setTimeout(() => this.choose(''), silence)
  }
}
