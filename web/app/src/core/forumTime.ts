import type { Translate } from './i18n.ts'

/** Used until the forum's own zone is known, and where a browser does not know it. The services do the same. */
const homeZone = 'Asia/Almaty'
const kazakhstan = /^Asia\/(Almaty|Aqtau|Aqtobe|Atyrau|Oral|Qostanay|Qyzylorda)$/

/** The forum's clock and calendar. Nothing that people read or type is in the time of the device that shows it. */
export interface ForumTime {
  /** The time of day, 09:05. */
  time(at: string): string
  /** The day, 2026-11-29. */
  day(at: string): string
  /** The day that it now is at the forum. */
  today(now?: Date): string
  /** As a field for a date and a time has it. */
  field(at: string): string
  /** The instant that was typed in such a field. */
  instant(typed: string): string
  /** Which time it is, for a reader whose own clock shows another; '' for all others. */
  says(t: Translate, now?: Date): string
}

export function forumTime(named: string | undefined): ForumTime {
  const zone = [named, homeZone].find((one) => one && isKnown(one))
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' })

  function field(at: Date): string {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
    return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`
  }
  const offset = (at: number) => Date.parse(`${field(new Date(at))}Z`) - Math.floor(at / minute) * minute

  return {
    time: (at) => field(new Date(at)).slice(11),
    day: (at) => field(new Date(at)).slice(0, 10),
    today: (now = new Date()) => field(now).slice(0, 10),
    field: (at) => field(new Date(at)),
    instant(typed) {
      const wall = Date.parse(`${typed}Z`)
      // The zone may have another offset at that instant than at the wall time read as UTC: asked twice.
      return new Date(wall - offset(wall - offset(wall))).toISOString()
    },
    says(t, now = new Date()) {
      const here = offset(now.getTime()) / minute
      if (here === -now.getTimezoneOffset()) return ''
      const [hours, minutes] = [Math.floor(Math.abs(here) / 60), Math.abs(here) % 60]
      const told = `${here < 0 ? '-' : '+'}${hours}${minutes ? `:${String(minutes).padStart(2, '0')}` : ''}`
      const ours = kazakhstan.test(zone ?? '')
      return t(ours ? 'zone.kazakhstan' : 'zone.elsewhere', { offset: told })
    },
  }
}

const minute = 60_000

function isKnown(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}
