import { createApi, Problem } from '../core/api.ts'
import type { TypedApi } from '../core/contract.ts'
import type { StaffRole } from '../core/contract/enums.ts'
import type { Account, FirstOrganiser, PasskeyTaken, SignedIn, StepMade, StepTaken } from '../core/contract/sessions.d.ts'
import { startLanguage } from '../ui/language.tsx'

/**
 * The access token lives in this page's memory only; what survives a reload is the refresh cookie, which scripts cannot
 * read. `renew` turns that cookie into a new token and is shared by all requests that met a 401 at once.
 */
let token: string | undefined
let renewing: Promise<Account | undefined> | undefined
const listeners = new Set<() => void>()

const plain: TypedApi = createApi({ language: startLanguage })

export const api: TypedApi = createApi({ language: startLanguage, token: () => token, renew: async () => Boolean(await renew()) })

/** Rejects, too, where the password is right and a second step is wanted; see second/second.ts. */
export async function signIn(login: string, password: string): Promise<Account> {
  return keep(await plain.post('/api/sessions/sign-in', { login, password }))
}

/** The second step of signing in. */
export async function takeStep(step: StepTaken): Promise<Account> {
  return keep(await plain.post('/api/sessions/sign-in/second-step', step))
}

/** A passkey's answer: the second step, or, without a challenge, all of signing in. */
export async function takePasskey(taken: PasskeyTaken): Promise<Account> {
  return keep(await plain.post('/api/sessions/sign-in/passkey', taken))
}

/** Makes the second step that is wanted and signs in; the recovery codes are told this once. */
export async function makeStep(step: StepMade): Promise<{ account: Account; codes: readonly string[] }> {
  const made = await plain.post('/api/sessions/sign-in/second-steps/confirm', step)
  return { account: keep(made), codes: made.recovery_codes ?? [] }
}

/** Makes the first account and signs in to it. */
export async function setUp(first: FirstOrganiser): Promise<Account> {
  return keep(await plain.post('/api/sessions/set-up', first))
}

/** The account that the cookie stands for; undefined when there is none any more. Rejects when no answer came. */
export function renew(): Promise<Account | undefined> {
  return (renewing ??= plain
    .post('/api/sessions/token')
    .then(keep, (error: unknown) => {
      if (!(error instanceof Problem) || error.status >= 500) throw error
      const before = token
      token = undefined
      if (before) for (const tell of listeners) tell()
      return undefined
    })
    .finally(() => (renewing = undefined)))
}

/** Calls back when the services no longer know this person: the cookie ran out or the account was closed. */
export function onSignedOut(tell: () => void): () => void {
  listeners.add(tell)
  return () => void listeners.delete(tell)
}

export async function signOut(): Promise<void> {
  token = undefined
  await plain.post('/api/sessions/sign-out').catch(() => undefined) // the cookie also ends by itself
}

function keep({ access_token, account }: SignedIn): Account {
  token = access_token
  return account
}

type Held = Pick<Account, 'roles'>

const holds = (account: Held, scope: string, roles: readonly StaffRole[]) => (account.roles[scope] ?? []).some((role) => roles.some((one) => one === role))

/** Whether somebody has one of the roles in the whole forum. */
export const may = (account: Held, forum: string, ...roles: StaffRole[]): boolean => holds(account, forum, roles) || holds(account, '*', roles)

/** Whether somebody has one of the roles in this one session. */
export const inSession = (account: Held, forum: string, session: string, ...roles: StaffRole[]): boolean => holds(account, `${forum}/${session}`, roles)

/** Whether somebody has one of the roles in a session: in its forum, or in it alone. */
export const mayIn = (account: Held, forum: string, session: string, ...roles: StaffRole[]): boolean =>
  may(account, forum, ...roles) || inSession(account, forum, session, ...roles)

/** Whether all that somebody has in a forum are roles in single sessions of it. */
export const onlySessions = (account: Held, forum: string): boolean =>
  !account.roles[forum] && !account.roles['*'] && Object.keys(account.roles).some((scope) => scope.startsWith(`${forum}/`))

/** The forums, '*' for all, in which somebody has one of the roles; what one has in a single session is none of them. */
export const forumsOf = (account: Held, ...roles: StaffRole[]): string[] => Object.keys(account.roles).filter((scope) => !scope.includes('/') && holds(account, scope, roles))

/** Whether somebody gives roles: an organiser of all forums, or of one. */
export const organises = (account: Held): boolean => forumsOf(account, 'organiser').length > 0

/** Whether somebody keeps the register of organisations for a forum. */
export const keepsRegister = (account: Held): boolean => forumsOf(account, 'organiser', 'secretary').length > 0
