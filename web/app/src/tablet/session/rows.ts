import { type GroupRow, merge as mergeGroups, same as sameGroup } from '../groups/groups.ts'
import type { OfferRow } from '../later/offers.ts'
import { beats } from '../marks/marks.ts'
import { settle } from '../report/keep.ts'
import { merge as mergeReports, type ReportRow, same as sameReport } from '../report/report.ts'
import type { Clarification } from '../questions/types.ts'
import type { Mark, Poll } from '../marks/types.ts'

/**
 * What stands when a copy brings a row that is here, too: the row as it shall be, undefined if what is here stays, or
 * "left" if only a person can bring the two together.
 */
export const rules = { clarifications, marks, polls, reports, groups, offers }
export const ruled = Object.keys(rules) as (keyof typeof rules)[]

/** The stores besides lines and photos that belong to a session's copy; each has an index session_id. */
export type Carried = 'errands' | keyof typeof rules

function marks(here: Mark, brought: Mark): Mark | undefined {
  return beats(brought, here) ? brought : undefined
}

function polls(here: Poll, brought: Poll): Poll | undefined {
  return brought.version > here.version ? brought : undefined
}

function clarifications(here: Clarification, brought: Clarification): Clarification {
  const told = brought.version > here.version ? brought : here
  const own = here.own ?? brought.own
  return { ...told, own, draft: own ? undefined : here.draft || brought.draft }
}

/** What the server has told more about since is not done once more. */
function offers(here: OfferRow, brought: OfferRow): OfferRow | undefined {
  return brought.mine && !here.mine && here.version <= brought.version ? brought : undefined
}

/** Both arrangements on the later ground, by the rule for two tablets. */
function groups(here: GroupRow, brought: GroupRow): GroupRow {
  const [older, later] = here.version < brought.version ? [here, brought] : [brought, here]
  const carriedOn = older.mine && later.server ? mergeGroups(older.server, older.mine, later.server) : older.mine
  const mine = carriedOn && later.mine ? mergeGroups(later.server, carriedOn, later.mine) : (carriedOn ?? later.mine)
  return { ...later, mine: mine && later.server && sameGroup(mine, later.server) ? undefined : mine }
}

const isUnsent = ({ mine, confirming, correcting, newer }: ReportRow) => Boolean(mine ?? confirming ?? correcting ?? newer)

function reports(here: ReportRow, brought: ReportRow): ReportRow | 'left' | undefined {
  const toldMore = (here.server?.version ?? 0) > (brought.server?.version ?? 0)
  if (!isUnsent(here)) {
    if (!toldMore) return brought
    // On what the server told here; if both changed, it is asked on the old ground and the disagreement is settled as ever.
    return isUnsent(brought) ? { ...settle(brought, here.server!), editions: here.editions } : undefined
  }
  if (!isUnsent(brought)) return undefined
  const { mine, confirming, correcting, newer } = brought
  if (mine && here.mine && !confirming && !correcting && !newer && !here.confirming && !here.newer) {
    const { merged, clashes } = mergeReports(here.base ?? [], mine, here.mine)
    if (!clashes.length) return { ...here, mine: merged }
  }
  return mine && here.mine && sameReport(mine, here.mine) ? undefined : 'left'
}
