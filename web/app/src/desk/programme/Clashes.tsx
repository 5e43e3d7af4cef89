import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Session } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useForumTime } from '../when.ts'
import type { Clash } from './clashes.ts'
import { useNames } from './useProgramme.ts'

const most = 20

/** What clashes, in words, each pair once, with the way to the one of them. */
export function Clashes({ forum, sessions, clashes }: { forum: string; sessions: readonly Session[]; clashes: ReadonlyMap<string, readonly Clash[]> }) {
  const { t, language } = useSpeech()
  const clock = useForumTime()
  const people = useMemo(() => [...clashes.values()].flat().flatMap(({ person }) => person ?? []), [clashes])
  const name = useNames(forum, people) // others nobody asks for
  if (!clashes.size) return null
  const byId = new Map(sessions.map((one) => [one.id, one]))
  const title = (id: string) => read(byId.get(id)?.title, language)
  const pairs = [...clashes].flatMap(([id, all]) => all.filter((clash) => id < clash.with).map((clash) => ({ id, ...clash })))
  return (
    <details className="clashes" open={pairs.length <= 3}>
      <summary>{t('grid.clashes', { count: pairs.length })}</summary>
      <ul>
        {pairs.slice(0, most).map(({ id, with: other, person }) => {
          const { starts_at } = byId.get(id)!
          const values = { a: title(id), b: title(other), time: clock.time(starts_at), name: (person && name(person)) ?? '…' }
          return (
            <li key={`${id}${other}${person ?? ''}`}>
              <Link to="." search={((before: object) => ({ ...before, day: clock.day(starts_at), open: id })) as never}>{t(person ? 'grid.clashPerson' : 'grid.clashPlace', values)}</Link>
            </li>
          )
        })}
      </ul>
      {pairs.length > most && <p className="soft">{t('grid.clashesMore', { count: pairs.length - most })}</p>}
    </details>
  )
}
