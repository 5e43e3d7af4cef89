import type { Noun } from '../noun.ts'
import type { Verb } from '../store/verb.ts'

const seat: Verb = { load: async () => (await import('./owner.ts')).owner }

/** Who sits in this session, and what they have agreed to. */
export const people: Noun = {
  versions: [{ version: 10, stores: { people: '&id' } }],
  verbs: { seat, consent: seat },
  hears: { stream: 'sessions', events: /^(Participant(Seated|Erased)|ConsentChanged)$/, load: () => import('./hear.ts') },
}
