import type { Language, Translate } from '../core/i18n.ts'
import { timeOfDay } from '../core/timeOfDay.ts'

/** Dates and numbers in words of our own: some browsers have no Kazakh and print "M11 22" for 22 November. */

/** A day such as 2026-11-19, as documents write it; what is no day stays as it is. */
export function day(date: string, t: Translate): string {
  const [year, month, of] = date.split('-').map(Number)
  return year && month && of ? t('date.day', { year: String(year), month: t(`date.month.${month}`), day: of }) : date
}

/** A moment, to the minute, by this computer's clock. */
export function moment(at: string, t: Translate): string {
  const when = new Date(at)
  return t('date.moment', { day: when.getDate(), month: t(`date.month.${when.getMonth() + 1}`), time: timeOfDay(at) })
}

/** Kazakh writes numbers as Russian does, which every browser knows. */
export const number = (value: number, language: Language): string => value.toLocaleString(language === 'kk' ? 'ru' : language)
