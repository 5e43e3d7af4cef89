import { useEffect, useState } from 'react'
import type { SessionReport, Suggestion } from '../../core/contract/facilitation.d.ts'
import type { Standing } from '../../core/contract/sessions.d.ts'
import { Clock } from '../../core/clock.ts'
import { follow } from '../../core/live.ts'
import { all, at } from '../data.ts'
import { api } from '../staff.ts'

/** One line as a watcher sees it. */
export type Heard = Pick<Suggestion, 'id' | 'number' | 'text' | 'language' | 'state' | 'version'> & { tags?: readonly string[] } // an event leaves an empty list out

interface Told extends Heard {
  suggestion_id?: string
  session_id: string
}

export interface Watched {
  lines: readonly Heard[]
  standing?: Standing
  groups?: number
  report?: SessionReport
  live: boolean
}

/** The server's time, whatever this phone's clock says. */
export const clock = new Clock()

/**
 * Follows one session. Of the forum's stream only what belongs to the session is taken, and a line comes with its event:
 * sixty yurts that talk at once cost a phone on a weak network nothing more than their events.
 */
export function useWatched(forum: string, session: string): Watched {
  const [lines, setLines] = useState<ReadonlyMap<string, Heard>>(new Map())
  const [rest, setRest] = useState<Omit<Watched, 'lines'>>({ live: false })

  useEffect(() => {
    const stop = new AbortController()
    const { signal } = stop
    const set = (news: Partial<Watched>) => !signal.aborted && setRest((before) => ({ ...before, ...news }))
    const hear = (told: readonly Heard[]) => !signal.aborted && setLines((before) => withNews(before, told))
    const here = `/sessions/${session}` as const

    const readLines = async () => hear(await all(`${at.facilitation(forum)}/suggestions`, { session_id: session }))
    const readGroups = async () => set({ groups: (await api.get(`${at.facilitation(forum)}${here}/groups`)).items.filter(({ state }) => state === 'standing').length })
    const readReport = async () => set({ report: await api.get(`${at.facilitation(forum)}${here}/report`) })
    const readStanding = async () => {
      const { body, headers } = await api.call<Standing>(`${at.sessions(forum)}${here}/context`)
      const date = Date.parse(headers.get('Date') ?? '')
      if (!Number.isNaN(date)) clock.sync(date)
      set({ standing: body })
    }

    void follow({
      api,
      signal,
      path: `${at.facilitation(forum)}/live`,
      onState: (live) => set({ live }),
      onEvent: async ({ name, data }) => {
        if (name === 'ready') return void (await Promise.all([readLines(), readGroups(), readReport()]))
        const told = data as Told
        if (told.session_id !== session) return
        if (/^Suggestion/.test(name)) hear([{ ...told, id: told.suggestion_id! }])
        if (/^Group/.test(name)) await readGroups()
        if (/^Report/.test(name)) await readReport()
      },
    })
    void follow({
      api,
      signal,
      path: `${at.sessions(forum)}/live`,
      onEvent: async ({ name }) => {
        if (name === 'ready' || /^(Round|Session|Theme)/.test(name)) await readStanding()
      },
    })
    return () => stop.abort()
  }, [forum, session])

  return { ...rest, lines: [...lines.values()].filter(({ state }) => state !== 'withdrawn').toSorted((a, b) => a.number - b.number) }
}

/** Events come in any order and lists are older than the events after them: the highest version of each line stands. */
export function withNews(before: ReadonlyMap<string, Heard>, told: readonly Heard[]): ReadonlyMap<string, Heard> {
  const after = new Map(before)
  for (const { id, number, text, language, tags, state, version } of told) {
    if ((after.get(id)?.version ?? 0) < version) after.set(id, { id, number, text, language, tags, state, version })
  }
  return after
}
