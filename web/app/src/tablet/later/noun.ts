import { lazy } from 'react'
import type { Noun } from '../noun.ts'
import { offered } from './offered.ts'

/** Lines kept for later, and offers to other yurts. */
export const later: Noun = {
  versions: [{ version: 12, stores: { offers: '&id, session_id', yurts: '&id' } }],
  verbs: { offer: { load: () => import('./owner.ts') } },
  hears: { stream: 'facilitation', events: /^Suggestion/, load: () => import('./hear.ts') },
  place: { name: 'later', views: [], View: lazy(() => import('./LaterScreen.tsx')) },
  strip: {
    wanted: async (store, session) => (await offered(store, session)) > 0,
    Strip: lazy(() => import('./OfferedStrip.tsx')),
  },
}
