import type { Noun } from '../noun.ts'

/** Where the tablet stands: its forum, its session and the round that is on. */
export const place: Noun = {
  hears: { stream: 'sessions', events: /^(Round|Session|Theme|Forum)/, needed: true, load: () => import('./hear.ts') },
  keeps: async () => (await import('./hear.ts')).keepTelling,
}
