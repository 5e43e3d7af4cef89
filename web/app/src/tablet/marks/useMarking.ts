import { useMemo } from 'react'
import type { Line } from '../lines/types.ts'
import type { Mark, Marking, MarkKind, Poll } from './types.ts'
import type { Round, RoundSettings } from '../place/types.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import type { ViewProps } from '../noun.ts'
import { changeMarking, type Settings, settingsOf, type Sheet, sheetOf } from './marks.ts'
import { addUp, type Totals } from './tally.ts'
import type { MarkView } from './views.ts'

/** A suggestion that can be marked, with the number that it has on the list. */
export interface Idea {
  id: string
  number: number
  text: string
  /** Phones can show it. */
  received: boolean
}

/** What every method works with. */
export interface MarkingProps {
  ready: boolean
  sheet: Sheet
  /** This tablet's name, under which it counts hands. */
  device: string
  round: Round | undefined
  ideas: readonly Idea[]
  marks: readonly Mark[]
  poll: Poll | undefined
  totals: ReadonlyMap<string, Totals>
  settings: Settings
  marking: Marking
  set: (settings: RoundSettings) => void
  /** Phones are voting, so whoever may not see the count before the end does not see it here either. */
  voting: (kind: MarkKind) => boolean
  shown: (kind: MarkKind) => boolean
  show: (kind: MarkKind, on: boolean) => void
  say: (text: string) => void
}

export function useMarking({ context, round, lines, say, ...props }: ViewProps): MarkingProps {
  const { store } = useTools()
  const { forum, session, round: id } = sheetOf(context, round)
  const marks = useLive(() => store.marks.where('round_id').equals(id).toArray(), [store, id])
  const poll = useLive(async () => (await store.polls.get(id)) ?? null, [store, id])
  const device = useLive(async () => (await store.fact('device'))?.id ?? '', [store])
  const all = useLive(async () => (await store.fact('marking')) ?? {}, [store])
  const ideas = useMemo(() => toIdeas(lines), [lines])
  const totals = useMemo(() => addUp(marks ?? [], poll?.phones), [marks, poll])
  const marking = all?.[id] ?? {}
  const view = props.view as MarkView
  return {
    ready: marks !== undefined && poll !== undefined && all !== undefined && device !== undefined,
    sheet: { forum, session, round: id },
    device: device ?? '',
    round,
    ideas,
    marks: marks ?? [],
    poll: poll ?? undefined,
    totals,
    settings: settingsOf(view, round, marking, ideas.length),
    marking,
    set: (settings) => void changeMarking(store, id, (before) => ({ settings: { ...before.settings, [view]: { ...before.settings?.[view], ...settings } } })),
    voting: (kind) => poll?.ballots.some((ballot) => ballot.kind === kind && ballot.open) ?? false,
    shown: (kind) => marking.shown?.includes(kind) ?? false,
    show: (kind, on) => void changeMarking(store, id, ({ shown = [] }) => ({ shown: on ? [...new Set(shown).add(kind)] : shown.filter((other) => other !== kind) })),
    say,
  }
}

function toIdeas(lines: readonly Line[]): Idea[] {
  return lines.flatMap(({ id, text, withdrawn, server }, index) => (withdrawn ? [] : [{ id, number: index + 1, text, received: Boolean(server) }]))
}
