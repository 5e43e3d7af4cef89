import { lazy } from 'react'
import type { Noun } from '../noun.ts'
import { isOpen } from './isOpen.ts'

/** What the secretariat asks about lines. */
export const questions: Noun = {
  versions: [{ version: 10, stores: { clarifications: '&id, session_id' } }],
  verbs: { answer: { load: async () => (await import('./owner.ts')).owner } },
  hears: { stream: 'facilitation', events: /^Clarification/, load: async () => (await import('./hear.ts')).listener },
  strip: {
    wanted: async (store, session) => (await store.clarifications.where('session_id').equals(session).filter(isOpen).count()) > 0,
    Strip: lazy(() => import('./QuestionStrip.tsx')),
  },
}
