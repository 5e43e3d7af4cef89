import type { Round } from './place/types.ts'
import { nouns } from './nouns.ts'
import type { Place } from './noun.ts'

/** The list of ideas comes with the application; everything else is loaded when it is opened. */
export const ideas = 'ideas'

/** In the order of the tabs. */
export const places: readonly Place[] = nouns.flatMap(({ place }) => place ?? [])

/** Where the tablet is: the address decides, else the step that is on. */
export function placeAt(hash: string, round: Round | undefined): { place: Place | undefined; view: string } {
  const named = hash.slice(1).split('/')[0]!
  if (named === ideas || named === 'capture') return { place: undefined, view: 'capture' }
  const byName = places.find(({ name, views }) => name === named || views.includes(named))
  const wanted = round?.view ?? 'capture'
  const place = byName ?? places.find(({ views }) => views.includes(wanted))
  if (!place) return { place: undefined, view: 'capture' }
  if (place.views.includes(named)) return { place, view: named }
  return { place, view: place.views.includes(wanted) ? wanted : (place.views[0] ?? place.name) }
}
