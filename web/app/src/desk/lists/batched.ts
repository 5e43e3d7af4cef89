interface Asked<T> {
  promise: Promise<T[]>
  resolve: (things: T[]) => void
  reject: (error: unknown) => void
}

/**
 * Turns "read the things of this one" into one request for all that ask within a moment: cards ask each for their own, and
 * twenty cards are one request.
 */
export function batched<T>(read: (ids: readonly string[]) => Promise<readonly T[]>, idOf: (thing: T) => string, most = 100): (id: string) => Promise<T[]> {
  let waiting: Map<string, Asked<T>> | undefined
  async function send(asked: Map<string, Asked<T>>) {
    if (waiting === asked) waiting = undefined
    try {
      const found = new Map<string, T[]>([...asked.keys()].map((id) => [id, []]))
      for (const thing of await read([...asked.keys()])) found.get(idOf(thing))?.push(thing)
      for (const [id, { resolve }] of asked) resolve(found.get(id)!)
    } catch (error) {
      for (const { reject } of asked.values()) reject(error)
    }
  }
  return (id) => {
    if (!waiting || (waiting.size >= most && !waiting.has(id))) {
      const asked = (waiting = new Map<string, Asked<T>>())
      setTimeout(() => void send(asked), 10)
    }
    let mine = waiting.get(id)
    if (!mine) {
      let resolve!: Asked<T>['resolve'], reject!: Asked<T>['reject']
      const promise = new Promise<T[]>((yes, no) => ((resolve = yes), (reject = no)))
      waiting.set(id, (mine = { promise, resolve, reject }))
    }
    return mine.promise
  }
}
