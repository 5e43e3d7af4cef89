/** The round that runs; else the one that comes, or the last. */
export function currentRound<R extends { state: string }>(rounds: readonly R[]): R | undefined {
  const begun = rounds.findLastIndex((round) => round.state !== 'planned')
  return rounds.find((round) => round.state === 'running') ?? rounds[begun + 1] ?? rounds.at(-1)
}
