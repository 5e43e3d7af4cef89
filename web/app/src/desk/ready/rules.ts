import type { Mail } from '../../core/contract/notifications.d.ts'
import type { Readiness, TabletHealth } from '../../core/contract/sessions.d.ts'
import { isLoopback, isPlain } from '../../ui/isPlain.ts'

/** All that is known before the day; what is undefined could not be asked, and nothing is said of it. */
export interface Facts {
  ready: Readiness
  mail?: Mail // where letters go, and whether they can
  address?: string // where people and tablets reach us
}

/** One thing that is missing: `must` stops the day, the rest makes it worse. The page that mends it is `to`. */
export interface Finding {
  rule: Rule
  must: boolean
  count: number
  things: readonly string[] // ids of sessions, themes or tablets, where there are some
  to: Place
}
export type Place = 'programme' | 'tablets' | 'people' | 'forum' | 'settings' | 'staff' | undefined

export type Rule = keyof typeof rules

const minute = 60_000
const hour = 60 * minute
/** A clock further off than this makes rounds end at different times in different yurts. */
const farOffMs = 30_000
const working = (tablets: readonly TabletHealth[], now: number) => tablets.filter(({ heard_at }) => heard_at && now - Date.parse(heard_at) < hour)

interface Row {
  must?: boolean
  to?: Place
  /** How many, or which. */
  find: (facts: Facts) => number | readonly string[] | boolean | '' | undefined
}

/** Every rule in the order in which the page shows what it found. */
export const rules = {
  noSession: { must: true, to: 'programme', find: ({ ready }) => !ready.sessions.length },
  noFacilitator: { must: true, to: 'programme', find: ({ ready }) => ready.sessions.filter(({ facilitated }) => !facilitated).map(({ id }) => id) },
  noTablet: { must: true, to: 'tablets', find: ({ ready }) => ready.sessions.filter(({ tablets }) => !tablets).map(({ id }) => id) },
  noRound: { to: 'programme', find: ({ ready }) => ready.sessions.filter(({ rounds }) => !rounds).map(({ id }) => id) },
  emptyTheme: { to: 'programme', find: ({ ready }) => ready.empty_themes },
  insecure: { must: true, find: ({ address }) => address && isPlain(address) },
  onlyHere: { must: true, find: ({ address }) => address && isLoopback(address) },
  untranslated: { to: 'forum', find: ({ ready }) => ready.untranslated.length },
  nobody: { to: 'people', find: ({ ready }) => !ready.people },
  noConsent: { to: 'people', find: ({ ready }) => ready.without_consent },
  noMail: { to: 'settings', find: ({ mail }) => mail?.server === false },
  mailBroken: { must: true, to: 'settings', find: ({ mail }) => Object.keys(mail?.trouble ?? {}).length > 0 },
  noBackup: { must: true, find: ({ ready }) => !ready.backup_at || Date.parse(ready.now) - Date.parse(ready.backup_at) > 24 * hour },
  backupFailed: { must: true, find: ({ ready }) => Boolean(ready.backup_failed) },
  alone: { to: 'staff', find: ({ ready }) => ready.organisers < 2 },
  silent: { to: 'tablets', find: ({ ready }) => ready.tablets.filter(({ heard_at }) => !heard_at || Date.parse(ready.now) - Date.parse(heard_at) >= hour).map(({ id }) => id) },
  unsent: { to: 'tablets', find: ({ ready }) => ready.tablets.filter(({ unsent }) => unsent).map(({ id }) => id) },
  clock: { to: 'tablets', find: ({ ready }) => ready.tablets.filter(({ heard_at, clock_offset_ms }) => heard_at && Math.abs(clock_offset_ms) > farOffMs).map(({ id }) => id) },
  battery: { to: 'tablets', find: ({ ready }) => working(ready.tablets, Date.parse(ready.now)).filter(({ battery }) => battery !== null && battery < 30).map(({ id }) => id) },
  versions: { to: 'tablets', find: ({ ready }) => new Set(working(ready.tablets, Date.parse(ready.now)).map(({ app_version }) => app_version)).size > 1 },
} as const satisfies Record<string, Row>

/** What is missing, the gravest first. */
export function findings(facts: Facts): Finding[] {
  const found = Object.entries(rules as Record<string, Row>).flatMap(([rule, { must = false, to, find }]): Finding[] => {
    const what = find(facts)
    const things = Array.isArray(what) ? (what as string[]) : []
    const count = typeof what === 'number' ? what : Array.isArray(what) ? what.length : Number(Boolean(what))
    return count ? [{ rule: rule as Rule, must, count, things, to }] : []
  })
  return [...found.filter(({ must }) => must), ...found.filter(({ must }) => !must)]
}
