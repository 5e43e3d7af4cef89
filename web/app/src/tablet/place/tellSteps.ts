import { NoAnswer, Problem } from '../../core/api.ts'
import { type Sleep, sleep } from '../../core/backoff.ts'
import type { Store } from '../store/db.ts'
import { refreshContext } from './context.ts'
import type { Tools } from '../hearing.ts'
import type { LocalStep, Round } from './types.ts'

let telling: Promise<void> | undefined

/** Tells the server, in order, the steps it does not know. Never rejects for want of an answer. */
export function tellSteps(tools: Tools): Promise<void> {
  telling = (telling ?? Promise.resolve()).then(() => tellAll(tools)).catch((error: unknown) => {
    if (!(error instanceof NoAnswer) && !(error instanceof Problem)) throw error
  })
  return telling
}

/** An answer can be lost while the stream that tells of the network stays open: what is untold then is told again. */
export async function keepTelling(tools: Tools, signal: AbortSignal, wait: Sleep = sleep): Promise<void> {
  while (!signal.aborted) {
    await wait(3000 + Math.random() * 3000, signal)
    if (signal.aborted || (await tools.store.fact('network')) !== 'online') continue
    if ((await tools.store.fact('steps'))?.length) await tellSteps(tools)
  }
}

async function tellAll(tools: Tools): Promise<void> {
  const { store } = tools
  let told = false
  for (;;) {
    const step = (await store.fact('steps'))?.[0]
    if (!step || (await store.fact('apart'))) break
    try {
      await tell(tools, step)
    } catch (error) {
      if (!(error instanceof Problem) || ![404, 409].includes(error.status)) throw error
      if (!(await isNext(store, step))) continue // another tab has told it
      await store.keep('apart', { running: await runningThere(tools) })
      return
    }
    told = true
    await store.atomically(async () => {
      if (await isNext(store, step)) await store.keep('steps', (await store.fact('steps'))!.slice(1))
    })
  }
  if (told) await refreshContext(store, tools.api, tools.clock)
}

async function tell({ store, api, clock }: Tools, { round_id, instead_of, again, at, version }: LocalStep): Promise<void> {
  const ago = Math.min(86_400, Math.max(0, Math.floor((clock.now() - at) / 1000)))
  const body = { ...(instead_of && { instead_of }), ...(again && { again }), ...(version !== undefined && { version }), ago }
  await api.call(`${await sessionPath(store)}/rounds/${round_id}/start`, { method: 'POST', body, timeoutMs: 4000 })
}

async function isNext(store: Store, { round_id, at }: LocalStep): Promise<boolean> {
  const next = (await store.fact('steps'))?.[0]
  return next?.round_id === round_id && next.at === at
}

/** The round that runs for everybody else, '' if none does. */
async function runningThere({ store, api }: Tools): Promise<string> {
  const { rounds = [] } = await api.get<{ rounds?: Round[] }>(`${await sessionPath(store)}/context`)
  return rounds.find(({ state }) => state === 'running')?.id ?? ''
}

async function sessionPath(store: Store): Promise<string> {
  const { forum, session } = (await store.fact('context'))!
  return `/api/sessions/forums/${forum.id}/sessions/${session.id}`
}

/** The session has been led on elsewhere: this tablet goes where the others are. Its lines keep their rounds. */
export async function joinSession({ store, api, clock }: Tools): Promise<void> {
  await store.atomically(async () => {
    await store.forget('steps')
    await store.forget('apart')
    await store.forget('timer')
  })
  await refreshContext(store, api, clock)
}

/** The session has been led on elsewhere: the others come here. */
export async function takeSessionHere(tools: Tools): Promise<void> {
  const { store } = tools
  const last = (await store.fact('steps'))?.at(-1)
  if (!last) return joinSession(tools)
  const running = await runningThere(tools)
  await store.atomically(async () => {
    await store.keep('steps', [{ round_id: last.round_id, instead_of: running, again: true, at: last.at }])
    await store.forget('apart')
  })
  await tellSteps(tools)
}
