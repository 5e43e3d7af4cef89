import { expect, test } from 'vitest'
import { offsetOf } from './zones.ts'

test.each([
  ['Asia/Almaty', '2026-11-30T05:09:00Z', 'UTC+5'],
  ['Asia/Almaty', '2026-11-30T05:09:59.999Z', 'UTC+5'],
  ['Asia/Kolkata', '2026-11-30T05:09:31Z', 'UTC+5:30'],
  ['America/Caracas', '2026-11-30T05:09:31Z', 'UTC−4'],
])('%s at %s is %s', (zone, at, offset) => expect(offsetOf(zone, new Date(at))).toBe(offset))
