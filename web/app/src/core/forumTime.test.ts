import { afterEach, expect, test, vi } from 'vitest'
import { forumTime } from './forumTime.ts'
import type { Translate } from './i18n.ts'

afterEach(() => vi.unstubAllEnvs())
const key: Translate = (name, values) => `${name} ${values?.offset}`

/** Five past midnight on 30 November in Kazakhstan; in New York it is still the 29th, 14:05. */
const night = '2026-11-29T19:05:00Z'

for (const forum of ['Asia/Almaty', 'Asia/Aqtobe'])
  for (const reader of ['America/New_York', 'Asia/Aqtobe', 'UTC'])
    test(`a forum in ${forum}, read in ${reader}: its own day and hour`, () => {
      vi.stubEnv('TZ', reader)
      const clock = forumTime(forum)
      expect(clock.time(night)).toBe('00:05')
      expect(clock.day(night)).toBe('2026-11-30')
      expect(clock.today(new Date(night))).toBe('2026-11-30')
      expect(clock.today(new Date('2026-11-29T18:59:59Z'))).toBe('2026-11-29')
      expect(clock.field(night)).toBe('2026-11-30T00:05')
      expect(clock.instant('2026-11-30T00:05')).toBe('2026-11-29T19:05:00.000Z')
      expect(clock.says(key, new Date(night))).toBe(reader === 'Asia/Aqtobe' ? '' : 'zone.kazakhstan +5')
    })

test('before March 2024 Almaty was an hour ahead of Aqtobe; a typed hour is read with the offset of its own day', () => {
  expect(forumTime('Asia/Almaty').time('2022-11-19T04:00:00Z')).toBe('10:00')
  expect(forumTime('Asia/Aqtobe').time('2022-11-19T04:00:00Z')).toBe('09:00')
  expect(forumTime('Asia/Almaty').instant('2022-11-19T10:00')).toBe('2022-11-19T04:00:00.000Z')
  // Summer time began in New York at 07:00Z: 01:30 before and 03:30 after it.
  expect(forumTime('America/New_York').instant('2026-03-08T01:30')).toBe('2026-03-08T06:30:00.000Z')
  expect(forumTime('America/New_York').instant('2026-03-08T03:30')).toBe('2026-03-08T07:30:00.000Z')
})

test('a zone that the browser does not know, or that is not known yet, is the home zone', () => {
  vi.stubEnv('TZ', 'America/New_York')
  for (const zone of [undefined, '', 'Asia/Nowhere']) expect(forumTime(zone).time(night)).toBe('00:05')
})

test('elsewhere the label tells hours and minutes of the offset', () => {
  vi.stubEnv('TZ', 'UTC')
  const now = new Date(night)
  expect(forumTime('Asia/Kolkata').says(key, now)).toBe('zone.elsewhere +5:30')
  expect(forumTime('America/St_Johns').says(key, now)).toBe('zone.elsewhere -3:30')
})
