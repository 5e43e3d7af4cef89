import { lazy } from 'react'
import type { Noun } from '../noun.ts'

/** What the session recommends, confirmed by the group. */
export const report: Noun = {
  versions: [{ version: 12, stores: { reports: '&session_id' } }],
  verbs: { report: { load: () => import('./owner.ts') } },
  hears: { stream: 'facilitation', events: /^Report/, load: () => import('./hear.ts') },
  place: { name: 'report', views: ['report'], offer: 'report', View: lazy(() => import('./ReportScreen.tsx')), Seen: lazy(() => import('./ReportSeen.tsx')) },
}
