import { lazy } from 'react'
import type { Noun } from '../noun.ts'
import { views } from './views.ts'

/** Dots, ranks, the matrix and levels of agreement. */
export const marks: Noun = {
  versions: [{ version: 11, stores: { marks: '&key, round_id, session_id', polls: '&round_id, session_id' } }],
  verbs: { marks: { load: async () => (await import('./told.ts')).owner } },
  hears: { stream: 'facilitation', events: /^(MarksCast|Ballot)/, load: async () => (await import('./told.ts')).listener },
  place: { name: 'marks', views, offer: 'mark', View: lazy(() => import('./MarksScreen.tsx')) },
}
