import { expect, test } from 'vitest'
import type { Readiness } from '../../core/contract/sessions.d.ts'
import { type Facts, findings, type Rule } from './rules.ts'

const now = '2026-11-30T10:00:00Z'
const tablet = { id: 't', session_id: 's', name: '', heard_at: '2026-11-30T09:59:30Z', battery: 80, app_version: 'a', clock_offset_ms: 20, unsent: 0 }
const session = { id: 's', yurt: 1, facilitated: true, tablets: 1, rounds: 2 }
const whole: Readiness = {
  sessions: [session], empty_themes: [], untranslated: [], people: 9, without_consent: 0, organisers: 2, tablets: [tablet], backup_at: '2026-11-30T01:00:00Z', backup_failed: '', now,
}
const facts = (ready: Partial<Readiness> = {}, rest: Partial<Facts> = {}): Facts => ({ ready: { ...whole, ...ready }, mail: { server: true, trouble: {} }, address: 'https://forum.kz', ...rest })
const http = (hostname: string) => facts({}, { address: `http://${hostname}:8080` })

test('a forum that is ready has nothing to say', () => expect(findings(facts())).toEqual([]))

test.each<[Rule, Facts, count: number, must: boolean]>([
  ['noSession', facts({ sessions: [] }), 1, true],
  ['noFacilitator', facts({ sessions: [session, { ...session, id: 'x', facilitated: false }] }), 1, true],
  ['noTablet', facts({ sessions: [{ ...session, tablets: 0 }, { ...session, tablets: 0 }] }), 2, true],
  ['noRound', facts({ sessions: [{ ...session, rounds: 0 }] }), 1, false],
  ['emptyTheme', facts({ empty_themes: ['a', 'b'] }), 2, false],
  ['insecure', http('192.168.1.10'), 1, true],
  ['onlyHere', http('localhost'), 1, true],
  ['untranslated', facts({ untranslated: [{ kind: 'theme', id: 'a' }] }), 1, false],
  ['nobody', facts({ people: 0 }), 1, false],
  ['noConsent', facts({ without_consent: 4 }), 4, false],
  ['noMail', facts({}, { mail: { server: false, trouble: {} } }), 1, false],
  ['mailBroken', facts({}, { mail: { server: true, trouble: { kk: 'x', ru: 'x' } } }), 1, true],
  ['noBackup', facts({ backup_at: null }), 1, true],
  ['noBackup', facts({ backup_at: '2026-11-29T09:59:59Z' }), 1, true],
  ['backupFailed', facts({ backup_failed: 'disk full' }), 1, true],
  ['alone', facts({ organisers: 1 }), 1, false],
  ['silent', facts({ tablets: [{ ...tablet, heard_at: null }] }), 1, false],
  ['silent', facts({ tablets: [{ ...tablet, heard_at: '2026-11-30T09:00:00Z' }] }), 1, false],
  ['unsent', facts({ tablets: [{ ...tablet, unsent: 3 }] }), 1, false],
  ['clock', facts({ tablets: [{ ...tablet, clock_offset_ms: -30_001 }] }), 1, false],
  ['battery', facts({ tablets: [{ ...tablet, battery: 29 }] }), 1, false],
  ['versions', facts({ tablets: [tablet, { ...tablet, id: 'u', app_version: 'b' }] }), 1, false],
])('%s', (rule, given, count, must) => {
  const [found, ...others] = findings(given)
  expect(others).toEqual([])
  expect(found).toMatchObject({ rule, count, must })
})

test.each<[string, Facts]>([
  ['a battery that the browser does not tell', facts({ tablets: [{ ...tablet, battery: null }] })],
  ['a low battery of long ago is silence', facts({ tablets: [{ ...tablet, battery: 3, heard_at: '2026-11-29T10:00:00Z' }] })],
  ['a mail server that one may not ask for', facts({}, { mail: undefined })],
])('%s is no trouble of its own', (_, given) => expect(findings(given).map(({ rule }) => rule).filter((rule) => rule !== 'silent')).toEqual([]))

test('what stops the day stands first', () => {
  expect(findings(facts({ without_consent: 1, backup_failed: 'x' })).map(({ rule }) => rule)).toEqual(['backupFailed', 'noConsent'])
})
