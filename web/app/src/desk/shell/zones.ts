import type { Language } from '../../core/i18n.ts'
import { forumTime } from '../../core/forumTime.ts'

/** Places by which people know a time zone, by its IANA name. Their words are zone.place.* of the catalogue. */
const places: Readonly<Record<string, readonly string[]>> = {
  'Asia/Almaty': ['almaty', 'astana', 'shymkent', 'oskemen', 'semey', 'karaganda', 'kokshetau', 'pavlodar', 'petropavl', 'taldykorgan', 'taraz', 'turkistan', 'zhezkazgan'],
  'Asia/Aqtau': ['aqtau'],
  'Asia/Aqtobe': ['aqtobe'],
  'Asia/Atyrau': ['atyrau'],
  'Asia/Oral': ['oral'],
  'Asia/Qostanay': ['qostanay'],
  'Asia/Qyzylorda': ['qyzylorda'],
  'Asia/Ashgabat': ['ashgabat'],
  'Asia/Baku': ['baku'],
  'Asia/Bishkek': ['bishkek'],
  'Asia/Dushanbe': ['dushanbe'],
  'Asia/Novosibirsk': ['novosibirsk'],
  'Asia/Omsk': ['omsk'],
  'Asia/Tashkent': ['tashkent'],
  'Asia/Tbilisi': ['tbilisi'],
  'Asia/Ulaanbaatar': ['ulaanbaatar'],
  'Asia/Urumqi': ['urumqi'],
  'Asia/Yekaterinburg': ['yekaterinburg'],
  'Asia/Yerevan': ['yerevan'],
  'Europe/Berlin': ['berlin'],
  'Europe/Istanbul': ['istanbul'],
  'Europe/London': ['london'],
  'Europe/Moscow': ['moscow'],
}

export interface Place {
  place: string
  zone: string
}

export const home = 'Asia/Almaty'

/** All places by their names. */
export function placesBy(name: (place: string) => string, language: Language): Place[] {
  const order = new Intl.Collator(language)
  return Object.entries(places)
    .flatMap(([zone, names]) => names.map((place) => ({ place, zone })))
    .toSorted((a, b) => order.compare(name(a.place), name(b.place)))
}

/** The first place of a zone; none for a zone that this list does not have. */
export const placeOf = (zone: string): string | undefined => places[zone]?.[0]

/** How far a zone's clock is from UTC on a day: "UTC+5". */
export function offsetOf(zone: string, at = new Date()): string {
  const [date, time] = forumTime(zone).field(at.toISOString()).split('T')
  const minutes = (Date.parse(`${date}T${time}Z`) - Math.floor(at.getTime() / 60_000) * 60_000) / 60_000 // the clock is told to the minute
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`
}
