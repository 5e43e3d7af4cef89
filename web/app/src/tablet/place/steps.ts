import type { Tools } from '../hearing.ts'
import { led } from './led.ts'
import type { LocalStep, Round } from './types.ts'

/*
 * Stepping from round to round (docs/adr/0005). A step is taken on this tablet first and told to the server when it can
 * be: the rounds in the kept context are always the server's with the untold steps on top, so every screen and every
 * new line knows one current round.
 */

/** Goes to a round, whatever the network; the round that runs ends. Resolves when the server was told, or did not answer. */
export async function stepTo(tools: Tools, target: Round): Promise<void> {
  const { store, clock } = tools
  await store.atomically(async () => {
    const [context, steps = []] = await Promise.all([store.fact('context'), store.fact('steps')])
    if (!context) return
    const from = context.rounds.find(({ state }) => state === 'running')
    if (from?.id === target.id) return
    const now = context.rounds.find(({ id }) => id === target.id) ?? target
    const step: LocalStep = { round_id: target.id, instead_of: from?.id ?? '', at: clock.now() }
    // What the server knows of the round is only what we saw as long as nothing waits to be told.
    if (now.state === 'ended') Object.assign(step, { again: true, ...(!steps.length && { version: now.version }) })
    await store.keep('steps', [...steps, step])
    await store.keep('context', { ...context, rounds: led(context.rounds, [step]) })
    await store.forget('timer')
  })
  await (await import('./tellSteps.ts')).tellSteps(tools)
}
