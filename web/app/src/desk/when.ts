import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type ForumTime, forumTime } from '../core/forumTime.ts'
import { type Language, numbersOf, type Translate } from '../core/i18n.ts'
import { useSpeech } from '../ui/language.tsx'
import { useForumFacts } from './data.ts'
import { useInstitution } from './shell/institution.ts'

/** Dates and numbers in words of our own: some browsers have no Kazakh and print "M11 22" for 22 November. */

/** A day such as 2026-11-19, as documents write it; what is no day stays as it is. */
export function day(date: string, t: Translate): string {
  const [year, month, of] = date.split('-').map(Number)
  return year && month && of ? t('date.day', { year: String(year), month: t(`date.month.${month}`), day: of }) : date
}

/** A moment, to the minute, by the forum's clock. */
export function moment(at: string, { day, time }: ForumTime, t: Translate): string {
  const [, month, of] = day(at).split('-').map(Number)
  return t('date.moment', { day: of!, month: t(`date.month.${month}`), time: time(at) })
}

/** The institution's clock, for the pages that are no forum's. */
export function useHouseTime(): ForumTime {
  const zone = useInstitution()?.time_zone
  return useMemo(() => forumTime(zone), [zone])
}

/** The clock of the forum that the address names; where it names none, the institution's. */
export function useForumTime(): ForumTime {
  const id = useParams({ strict: false }).forum as string
  const zone = useForumFacts(id).data?.time_zone
  const house = useHouseTime()
  return useMemo(() => (id ? forumTime(zone) : house), [id, zone, house])
}

export function useMoment(): (at: string) => string {
  const { t } = useSpeech()
  const clock = useForumTime()
  return (at) => moment(at, clock, t)
}

/** The same by a clock that is no forum's, with the year where it is another. */
export function useMomentBy(clock: ForumTime): (at: string) => string {
  const { t } = useSpeech()
  return (at) => (clock.day(at).slice(0, 4) === clock.today().slice(0, 4) ? moment(at, clock, t) : `${day(clock.day(at), t)}, ${clock.time(at)}`)
}
export const useHouseMoment = (): ((at: string) => string) => useMomentBy(useHouseTime())

export const number = (value: number, language: Language): string => value.toLocaleString(numbersOf(language))
