import type { Store } from '../store/db.ts'
import type { Pin } from './types.ts'

/**
 * A PIN keeps curious hands off a tablet that was handed on; it is no encryption, and four digits would be none. What
 * is on the tablet is still sent while it is locked. The way out of a forgotten PIN is a new pairing code.
 */
const iterations = 200_000
const free = 3 // wrong tries that cost no time
const longestWait = 5 * 60_000

export const isPin = (typed: string): boolean => /^\d{4,6}$/.test(typed)

export async function setPin(store: Store, typed: string): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  await store.keep('pin', { salt, hash: await digest(typed, salt), wrong: 0 })
}

/** How long nothing may be tried. A clock that was set back makes nobody wait longer than the delay itself. */
export function waitOf({ wrong, last = 0 }: Pick<Pin, 'wrong' | 'last'>, now: number): number {
  if (wrong < free) return 0
  const delay = Math.min(longestWait, 5_000 * 2 ** (wrong - free))
  return Math.min(delay, Math.max(0, last + delay - now))
}

/** True when it is the PIN. Each wrong try is on the disk before it is told, so a restart forgives none. */
export async function tryPin(store: Store, typed: string, now = Date.now()): Promise<boolean> {
  const pin = await store.fact('pin')
  if (!pin) return true
  if (waitOf(pin, now) > 0) return false
  const right = same(await digest(typed, pin.salt), pin.hash)
  await store.keep('pin', { ...pin, wrong: right ? 0 : pin.wrong + 1, last: now })
  return right
}

async function digest(pin: string, salt: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits'])
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256))
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.reduce((difference, byte, i) => difference | (byte ^ b[i]!), 0) === 0
}
