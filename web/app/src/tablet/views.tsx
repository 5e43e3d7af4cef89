import { type ComponentType, lazy, type LazyExoticComponent } from 'react'
import type { Context, Line, Round, ViewName } from './store/types.ts'

/** What every view of a step is given. `say` is read out by screen readers; `show` puts a new line on the list at once. */
export interface ViewProps {
  context: Context
  round: Round | undefined
  lines: readonly Line[]
  view: string
  say: (text: string) => void
  show: (line: Line) => void
}

interface Place {
  /** The address and the text (`tab.<name>`) of its tab. */
  name: string
  /** The views of a step that are worked on here; the address may also name one of them. */
  views: readonly ViewName[]
  View: LazyExoticComponent<ComponentType<ViewProps>>
  /** What is there to read while the step holds the view back. Marks have none: a count may be hidden, ranks are private. */
  Seen?: LazyExoticComponent<ComponentType<ViewProps>>
}

/** The list of ideas comes with the application; everything else is loaded when it is opened. */
export const ideas = 'ideas'

/** In the order of the tabs. */
export const places: Place[] = [
  { name: 'groups', views: ['groups'], View: lazy(() => import('./groups/GroupsScreen.tsx')), Seen: lazy(() => import('./groups/GroupsSeen.tsx')) },
  { name: 'marks', views: ['dots', 'ranks', 'matrix', 'agreement'], View: lazy(() => import('./marks/MarksScreen.tsx')) },
  { name: 'report', views: ['report'], View: lazy(() => import('./report/ReportScreen.tsx')), Seen: lazy(() => import('./report/ReportSeen.tsx')) },
  { name: 'later', views: [], View: lazy(() => import('./later/LaterScreen.tsx')) },
  { name: 'photos', views: [], View: lazy(() => import('./aside/Photos.tsx')) },
]

/** Where the tablet is: the address decides, else the step that is on. */
export function placeAt(hash: string, round: Round | undefined): { place: Place | undefined; view: string } {
  const named = hash.slice(1).split('/')[0]!
  if (named === ideas || named === 'capture') return { place: undefined, view: 'capture' }
  const byName = places.find(({ name, views }) => name === named || views.includes(named as ViewName))
  const wanted = round?.view ?? 'capture'
  const place = byName ?? places.find(({ views }) => views.includes(wanted))
  if (!place) return { place: undefined, view: 'capture' }
  if (place.views.includes(named as ViewName)) return { place, view: named }
  return { place, view: place.views.includes(wanted) ? wanted : (place.views[0] ?? place.name) }
}
