import type { LocalStep, Round } from './types.ts'

/** The rounds as they are once these steps are taken. */
export function led(rounds: readonly Round[], steps: readonly LocalStep[]): Round[] {
  return steps.reduce((before, step) => (before.some(({ id }) => id === step.round_id) ? take(before, step) : before), [...rounds])
}

function take(rounds: Round[], { round_id, at }: LocalStep): Round[] {
  return rounds.map((round) => {
    if (round.id === round_id) return round.state === 'running' ? round : begin(round, at)
    return round.state === 'running' ? { ...round, state: 'ended', ended_at: iso(at), ends_at: null } : round
  })
}

/** One that was left too early goes on with the time that it had left. */
function begin(round: Round, at: number): Round {
  const away = round.state === 'ended' && round.ended_at ? Math.max(0, Math.ceil((at - Date.parse(round.ended_at)) / 1000)) : 0
  const started = round.state === 'ended' && round.started_at ? Date.parse(round.started_at) : at
  const seconds = round.seconds + away
  return { ...round, state: 'running', seconds, started_at: iso(started), ended_at: null, ends_at: iso(started + seconds * 1000) }
}

const iso = (ms: number) => new Date(ms).toISOString()
