// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { answer, forum, press, refusal, requests, says, sent, t, type, user, visit } from '../testing.tsx'

const account = { id: 'a', login: 'aliya', name: 'Aliya', language: 'ru', roles: { [forum]: ['organiser'] }, version: 1 }
const challenge = 'the-challenge'
const asks = (code: string, ways: string[]) => new Response(JSON.stringify({ code, detail: code, challenge, ways }), { status: 401, headers: { 'Content-Type': 'application/problem+json' } })
const codes = Array.from({ length: 10 }, (_, i) => `AAAA-BBBB-CCCC-000${i}`)
const secret = 'GEZDGNBVGY3TQOJQ'
const begun = { secret, url: `otpauth://totp/Shanyraq:aliya?secret=${secret}` }
const blank = async () => () => <p>in</p>

beforeEach(() => {
  answer('GET /api/sessions/sign-in-ways', () => ({ password: true, oidc: null, providers: [], passkeys: true }))
  answer('POST /api/sessions/sign-in', ({ body }) => (body.password === 'right' ? asks('second_step_required', ['totp', 'recovery']) : refusal(401, 'sign_in_wrong', 'no')))
})

async function password() {
  answer('POST /api/sessions/token', () => refusal(401, 'sign_in_required'))
  await visit(blank)
  await type('signIn.login', 'aliya')
  await type('signIn.password', 'right')
  await press('signIn.enter')
}

test('after the password a code is asked for; a wrong one is said so, the right one lets in', async () => {
  await password()
  answer('POST /api/sessions/sign-in/second-step', ({ body }) => (body.code === '123 456' ? { access_token: 'token', account } : refusal(401, 'second_step_wrong', 'not this one')))
  const field = await screen.findByLabelText(t('second.code'))
  expect(field).toHaveProperty('autocomplete', 'one-time-code')
  expect(field).toHaveProperty('inputMode', 'numeric')
  expect(document.activeElement).toBe(field)
  await type('second.code', '654321')
  await press('signIn.enter')
  await screen.findByText('not this one')
  await type('second.code', '123 456') // as it is pasted
  await press('signIn.enter')
  await screen.findByText('in')
  expect(requests('POST /api/sessions/sign-in/second-step').map(({ body }) => body)).toEqual([{ challenge, code: '654321' }, { challenge, code: '123 456' }])
})

test('a code on paper lets in, too, and after too many wrong ones the password is asked for again', async () => {
  await password()
  await press('second.by.recovery')
  answer('POST /api/sessions/sign-in/second-step', () => refusal(401, 'sign_in_again', 'once more'))
  await type('second.recoveryCode', codes[3]!)
  await press('signIn.enter')
  await screen.findByText('once more')
  await type('signIn.login', 'aliya')
  await type('signIn.password', 'right')
  await press('signIn.enter')
  await press('second.by.recovery')
  answer('POST /api/sessions/sign-in/second-step', () => ({ access_token: 'token', account }))
  await type('second.recoveryCode', codes[3]!)
  await press('signIn.enter')
  await screen.findByText('in')
  expect(requests('POST /api/sessions/sign-in/second-step').at(-1)?.body).toEqual({ challenge, recovery_code: codes[3] })
})

test('who must have a second step makes it first, and is in once the recovery codes are kept', async () => {
  answer('POST /api/sessions/sign-in', () => asks('second_step_to_make', []))
  answer('POST /api/sessions/sign-in/second-steps/begin', () => begun)
  answer('POST /api/sessions/sign-in/second-steps/confirm', () => ({ access_token: 'token', account, recovery_codes: codes }))
  await password()
  await says('second.wanted')
  await screen.findByText('GEZD GNBV GY3T QOJQ')
  await type('second.code', '123456')
  await press('second.confirm')
  await screen.findByText(codes[9]!)
  expect(screen.queryByText('in')).toBeNull()
  await press('second.kept')
  await screen.findByText('in')
  expect(requests('POST /api/sessions/sign-in/second-steps/begin')).toHaveLength(1)
})

const own = async () => (await import('../me/SecondSteps.tsx')).SecondSteps

test('an app is set up with the present password, and its recovery codes are shown once', async () => {
  let steps: object = { required: false, totp: null, recovery_codes_left: 0, has_password: true, passkeys: [], passkeys_refused: '' }
  answer('GET /api/sessions/me/second-steps', () => steps)
  answer('POST /api/sessions/me/second-steps/begin', ({ body }) => (body.password === 'right' ? begun : refusal(422, 'invalid_request', 'not your password')))
  answer('POST /api/sessions/me/second-steps/confirm', () => {
    steps = { required: true, totp: { made_at: '2026-11-30T04:00:00Z', used_at: null }, recovery_codes_left: 10, has_password: true, passkeys: [], passkeys_refused: '' }
    return { recovery_codes: codes }
  })
  await visit(own)
  await press('second.setUp')
  await type('me.oldPassword', 'wrong')
  await press('second.next')
  await screen.findByText('not your password')
  await type('me.oldPassword', 'right')
  await press('second.next')
  await type('second.code', '123456')
  const copied = vi.fn(async () => undefined)
  Object.defineProperty(navigator, 'clipboard', { value: { writeText: copied }, configurable: true })
  await press('second.confirm')
  await press('second.copy')
  await waitFor(() => expect(copied).toHaveBeenCalledWith(codes.join('\n')))
  await press('second.kept')
  await says('second.left', { count: 10 })
  await says('second.required')
  expect(screen.queryByText(codes[0]!)).toBeNull()
})

test('an account without a password is asked for none', async () => {
  answer('GET /api/sessions/me/second-steps', () => ({ required: false, totp: { made_at: '2026-11-30T04:00:00Z', used_at: null }, recovery_codes_left: 1, has_password: false, passkeys: [], passkeys_refused: 'passkeys_want_https' }))
  answer('POST /api/sessions/me/recovery-codes', () => ({ recovery_codes: codes }))
  await visit(own)
  await says('second.left', { count: 1 })
  await press('second.renew')
  await screen.findByText(t('second.sureRenew'))
  expect(screen.queryByLabelText(t('me.oldPassword'))).toBeNull()
  await press('second.renewNow')
  await screen.findByText(codes[0]!)
  expect(sent().at(-1)?.body).toEqual({ password: '' })
})

const bytes = new Uint8Array([1]).buffer
/** A browser with an authenticator that answers, or refuses, as a test likes. */
function browserWith(answers: () => Promise<unknown>) {
  vi.stubGlobal('PublicKeyCredential', Object.assign(() => undefined, {
    parseCreationOptionsFromJSON: (json: object) => ({ ...json, challenge: bytes }), parseRequestOptionsFromJSON: (json: object) => ({ ...json, challenge: bytes }),
  }))
  Object.defineProperty(navigator, 'credentials', { value: { create: answers, get: answers }, configurable: true })
}
const proved = async () => ({ toJSON: () => ({ id: 'key' }) })

test('a passkey signs in alone; one that the browser refuses says why', async () => {
  browserWith(() => Promise.reject(new DOMException('', 'NotAllowedError')))
  answer('POST /api/sessions/token', () => refusal(401, 'sign_in_required'))
  answer('POST /api/sessions/sign-in/passkey/begin', () => ({ ceremony: 'c', options: {} }))
  answer('POST /api/sessions/sign-in/passkey', () => ({ access_token: 'token', account }))
  await visit(blank)
  await press('second.alone')
  await says('second.passkeyCancelled')
  browserWith(proved)
  await press('second.alone')
  await screen.findByText('in')
  expect(requests('POST /api/sessions/sign-in/passkey').map(({ body }) => body)).toEqual([{ ceremony: 'c', credential: { id: 'key' } }])
})

test('a passkey is the second step where there is one', async () => {
  browserWith(proved)
  answer('POST /api/sessions/sign-in', () => asks('second_step_required', ['passkey', 'recovery']))
  answer('POST /api/sessions/sign-in/passkey/begin', () => ({ ceremony: 'c', options: {} }))
  answer('POST /api/sessions/sign-in/passkey', () => ({ access_token: 'token', account }))
  await password()
  await press('second.usePasskey')
  await screen.findByText('in')
  expect(requests('POST /api/sessions/sign-in/passkey').at(-1)?.body).toEqual({ challenge, ceremony: 'c', credential: { id: 'key' } })
})

test('a passkey is made with a name, called otherwise and removed', async () => {
  browserWith(proved)
  let passkeys: object[] = []
  answer('GET /api/sessions/me/second-steps', () => ({ required: false, totp: null, recovery_codes_left: 10, has_password: true, passkeys, passkeys_refused: '' }))
  answer('POST /api/sessions/me/passkeys/begin', () => ({ ceremony: 'c', options: {} }))
  const one = { id: 'p', name: 'Phone', made_at: '2026-11-30T04:00:00Z', used_at: null }
  answer('POST /api/sessions/me/passkeys', () => ((passkeys = [one]), { passkey: one, recovery_codes: [] }))
  answer('PATCH /api/sessions/me/passkeys/p', ({ body }) => void (passkeys = [{ ...one, name: body.name }]))
  answer('POST /api/sessions/me/passkeys/p/remove', () => void (passkeys = []))
  await visit(own)
  await press('second.addPasskey')
  await type('second.passkeyName', 'Phone')
  await type('me.oldPassword', 'right')
  await press('second.next')
  await screen.findByText('Phone', { selector: 'strong' })
  await user.click(await screen.findByRole('button', { name: `${t('second.rename')} Phone` }))
  await type('second.passkeyName', 'Old phone')
  await press('save')
  await user.click(await screen.findByRole('button', { name: `${t('second.remove')} Old phone` }))
  await type('me.oldPassword', 'right')
  await press('second.removeNow')
  await waitFor(() => expect(screen.queryByText('Old phone', { selector: 'strong' })).toBeNull())
  expect(sent().map(({ body }) => body)).toEqual([
    { password: 'right' }, { name: 'Phone', ceremony: 'c', credential: { id: 'key' } }, { name: 'Old phone' }, { password: 'right' },
  ])
})

test('an address that can have no passkeys says so', async () => {
  answer('GET /api/sessions/me/second-steps', () => ({ required: false, totp: null, recovery_codes_left: 0, has_password: true, passkeys: [], passkeys_refused: 'passkeys_want_name' }))
  await visit(own)
  await says('second.refused.passkeys_want_name', { address: location.origin })
  expect(screen.queryByRole('button', { name: t('second.addPasskey') })).toBeNull()
})
