import type { StaffRole } from '../../core/contract/enums.ts'
import type { Account } from '../../core/contract/sessions.d.ts'
import { keepsRegister, may, onlySessions, organises } from '../staff.ts'

/** A page of a forum by its address, and whom the services let read it; no roles: all staff. */
interface Leaf {
  name: string
  roles: readonly StaffRole[]
  inSession: boolean // also of use to who works in one session only
}
/** What stands in the navigation: a page, or several that are one thing to the reader. */
export interface Entry extends Leaf {
  views: readonly string[] // pages that are chosen between on the page itself
  under: readonly string[] // pages that are reached from it and have no entry of their own
}

const entry = (name: string, { roles = [], inSession = false, views = [], under = [] }: Partial<Omit<Entry, 'name'>> = {}): Entry => ({ name, roles, inSession, views, under })

/** In the order of the work. */
const entries: readonly Entry[] = [
  entry('forum', { roles: ['organiser'] }),
  entry('ready', { roles: ['organiser', 'secretary'] }),
  entry('programme', { inSession: true, views: ['programme', 'sessions'], under: ['method', 'watch', 'photos'] }),
  entry('tablets', { roles: ['organiser', 'moderator', 'facilitator'] }),
  entry('people', { roles: ['organiser', 'secretary', 'facilitator', 'moderator'] }),
  entry('agenda'),
  entry('submissions', { roles: ['organiser', 'secretary'] }),
  entry('consolidate', { views: ['consolidate', 'parked'], under: ['intake'] }),
  entry('reports', { inSession: true }),
  entry('decide'),
  entry('plan'),
  entry('messages', { roles: ['organiser', 'secretary'] }),
]

export const entriesFor = (account: Account, forum: string): Entry[] =>
  entries.filter(({ roles, inSession }) => (onlySessions(account, forum) ? inSession : !roles.length || may(account, forum, ...roles)))

/** The pages that belong to no forum, in order, and whom the services let read them. */
const ofHouse = {
  forums: () => true,
  organisations: keepsRegister,
  staff: organises,
  settings: (account: Account) => may(account, '*', 'organiser'),
  audit: organises,
  me: () => true,
}
export type HousePage = keyof typeof ofHouse

export const housePagesFor = (account: Account): HousePage[] => (Object.keys(ofHouse) as HousePage[]).filter((name) => ofHouse[name](account))

/** Where the work in a forum begins: with its proposals, for who reads them. */
export function startFor(account: Account, forum: string): string {
  const entries = entriesFor(account, forum)
  return (entries.find(({ name }) => name === 'consolidate') ?? entries[0]!).name
}

/** The page that an address is on: "parked" of "/forums/…/parked". */
export const pageOf = (pathname: string): string => /\/forums\/[^/]+\/([^/]+)/.exec(pathname)?.[1] ?? ''

/** The entry to which a page belongs. */
export const entryOf = (all: readonly Entry[], page: string): Entry | undefined =>
  all.find(({ name, views, under }) => name === page || views.includes(page) || under.includes(page))
