import type { Noun } from '../noun.ts'
import type { Verb } from '../store/verb.ts'
import { versions } from './versions.ts'

const server = () => import('./server.ts')

/** An edit goes after the lines: a new line never waits behind a disputed wording. */
const edit: Verb = { lane: 'lines', inPlace: true, load: async () => (await server()).edits }

/** What was said, on the list of this session. */
export const lines: Noun = {
  versions,
  verbs: {
    capture: { lane: 'lines', first: 50, inPlace: true, load: async () => (await server()).captures },
    reword: edit,
    withdraw: edit,
    restore: edit,
    author: { load: async () => (await server()).authors },
  },
  hears: { stream: 'facilitation', events: /^Suggestion/, needed: true, load: server },
}
