import { lazy } from 'react'
import type { Noun } from '../noun.ts'

/** Lines gathered into groups. */
export const groups: Noun = {
  versions: [{ version: 12, stores: { groups: '&id, session_id', groupSteps: '++seq, session_id' } }],
  verbs: { group: { load: () => import('./owner.ts') } },
  hears: { stream: 'facilitation', events: /^Group/, load: () => import('./hear.ts') },
  place: { name: 'groups', views: ['groups'], offer: 'group', View: lazy(() => import('./GroupsScreen.tsx')), Seen: lazy(() => import('./GroupsSeen.tsx')) },
}
