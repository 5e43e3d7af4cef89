import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { useForumFacts, useLiveLists } from '../data.ts'
import { useAddress } from '../shell/address.ts'
import { Failure } from '../shell/Failure.tsx'
import { useForum } from '../shell/ForumPage.tsx'
import { Listing } from '../shell/Listing.tsx'
import { LiveState } from '../shell/LiveState.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { useAccount } from '../shell/Shell.tsx'
import { may } from '../staff.ts'
import { day as dayWords, useForumTime } from '../when.ts'
import { Clashes } from './Clashes.tsx'
import { DayGrid } from './DayGrid.tsx'
import { columnsOf, daysOf } from './grid.ts'
import { ManySessions } from './ManySessions.tsx'
import { SessionChange } from './SessionChange.tsx'
import { useClashes, useMove, useWhole } from './useProgramme.ts'
import './grid.css'

/** The programme as a day's grid: where against when, dragged, with what clashes. */
export default function Grid() {
  const { t } = useSpeech()
  const forum = useForum()
  const facts = useForumFacts(forum).data
  const clock = useForumTime()
  const live = useLiveLists(forum, 'sessions', 'sessions', 'themes')
  const organiser = may(useAccount(), forum, 'organiser')
  const [address, setAddress] = useAddress()
  const whole = useWhole(forum)
  const { move, sessions, error } = useMove(forum, whole.data)
  const clashes = useClashes(sessions)
  const [adding, add] = useState(false)
  const columns = useMemo(() => columnsOf(sessions ?? []), [sessions])
  const days = useMemo(() => (facts && sessions ? daysOf(facts.starts_on, facts.ends_on, sessions, clock) : []), [facts, sessions, clock])
  const busiest = days.find((one) => sessions?.some(({ starts_at }) => clock.day(starts_at) === one && one >= (facts?.starts_on ?? '')))
  const day = address.day ?? (days.includes(clock.today()) ? clock.today() : (busiest ?? facts?.starts_on ?? ''))
  const ofDay = useMemo(() => (sessions ?? []).filter(({ starts_at }) => clock.day(starts_at) === day), [sessions, clock, day])
  const opened = sessions?.find(({ id }) => id === address.open)
  const many = organiser && facts && (adding || sessions?.length === 0)
  return (
    <>
      <PageTitle beside={<LiveState open={live} />}>{t('programme.title')}</PageTitle>
      <div className="actions">
        {days.length > 1 && (
          <nav aria-label={t('grid.days')} className="views days">
            {days.map((one) => (
              <Link key={one} to="." search={((before: object) => ({ ...before, day: one, open: undefined })) as never} aria-current={one === day ? 'date' : undefined}>{dayWords(one, t)}</Link>
            ))}
          </nav>
        )}
        {organiser && sessions && !many && <button className="button primary" onClick={() => add(true)}>{t('grid.add')}</button>}
      </div>
      {many && <ManySessions forum={facts} days={days.length ? days : [facts.starts_on]} day={day} sessions={sessions ?? []} close={() => add(false)} onAdded={(on) => setAddress({ day: on })} />}
      {opened && organiser && (
        <div className="card" key={opened.id}>
          <SessionChange forum={forum} session={opened} close={() => setAddress({ open: undefined })} />
        </div>
      )}
      <Failure error={error} />
      <Listing query={whole} empty={t(organiser ? 'grid.empty' : 'programme.empty')}>
        {() => (
          <>
            <Clashes forum={forum} sessions={sessions ?? []} clashes={clashes} />
            {facts && ofDay.length > 0 ? (
              <DayGrid forum={facts} day={day} sessions={ofDay} columns={columns} clashes={clashes} editable={organiser} onMove={move} onOpen={(id) => setAddress({ open: id, day })} />
            ) : (
              <p className="note">{t('grid.nothing', { day: dayWords(day, t) })}</p>
            )}
          </>
        )}
      </Listing>
    </>
  )
}
