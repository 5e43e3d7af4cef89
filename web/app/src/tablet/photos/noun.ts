import { lazy } from 'react'
import type { Noun } from '../noun.ts'

/** Photos of flipcharts. */
export const photos: Noun = {
  versions: [{ version: 10, stores: { photos: '&id, session_id' } }],
  verbs: { photo: { load: async () => (await import('./owner.ts')).owner } },
  place: { name: 'photos', views: [], View: lazy(() => import('./Photos.tsx')) },
}
