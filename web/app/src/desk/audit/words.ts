import type { Translate } from '../../core/i18n.ts'
import type { Entry } from './entries.ts'

/** What the paths of the services call things, as far as this page has words for them; the rest is shown as it is written. */
export const nouns = [
  'accounts', 'agenda-questions', 'ballot', 'channels', 'clarifications', 'consent-text', 'contacts', 'decisions', 'devices', 'forums', 'imports', 'invites', 'me',
  'measures', 'organisations', 'pairings', 'participants', 'photos', 'plan', 'programme', 'programmes', 'proposals', 'questions', 'report', 'reports', 'rounds', 'second-steps', 'sessions', 'settings', 'set-up', 'sign-in', 'sign-ins',
  'sign-out', 'suggestions', 'themes', 'districts', 'submissions', 'callback', 'passkeys', 'recovery-codes',
] as const
export const acts = [
  'create', 'change', 'put', 'remove', 'accept', 'answer', 'apply', 'author', 'ballot', 'check-in', 'close', 'confirm', 'consent', 'decline', 'end', 'extend', 'hide', 'merge', 'move',
  'off-control', 'park', 'password', 'plan', 'publish', 'reference', 'refuse', 'renew', 'reopen', 'reset', 'restore', 'return', 'reword', 'show', 'sign-out', 'split', 'start', 'take',
  'undo', 'unmerge', 'unpark', 'use', 'votes', 'withdraw', 'callback', 'passkey', 'second-step', 'reset-second-step',
] as const

const known = (list: readonly string[], word: string) => list.includes(word)
export const nounWords = (noun: string, t: Translate): string => (known(nouns, noun) ? t(`audit.noun.${noun}`) : noun)
export const actWords = (act: string, t: Translate): string => (known(acts, act) ? t(`audit.act.${act}`) : act)

/** What changed, in words: roles by their names, of the rest only what it was. */
export function changesWords({ changes }: Entry, t: Translate): string[] {
  const roles = (names: string) => names.split(' ').filter(Boolean).map((role) => t(`staffRole.${role}`)).join(', ') || '–'
  return changes.map(({ what, before, after }) => {
    if (what === 'role') return t('audit.roles', { before: roles(before), after: roles(after) })
    if (what === 'disabled') return t(after === 'true' ? 'staff.off' : 'staff.on')
    return t(`audit.changed.${what}`)
  })
}
