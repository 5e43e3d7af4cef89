// @vitest-environment jsdom
import { waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { answer, field, press, refusal, says, sent, type, visit } from '../testing.tsx'

const me = '/api/sessions/me'
let stored: { name: string; language: string; version: number }
const page = async () => (await import('./Me.tsx')).default

beforeEach(() => {
  stored = { id: 'a', login: 'aliya', name: 'Aliya', language: 'kk', roles: { f: ['organiser'] }, version: 7 } as unknown as typeof stored
  answer(`GET ${me}`, () => stored)
  answer(`PATCH ${me}`, ({ body: { version, ...change } }) => (version === stored.version ? (stored = { ...stored, ...change, version: version + 1 }) : refusal(409, 'newer_version')))
  answer(`GET ${me}/sign-ins`, () => ({ items: [] }))
  answer(`GET ${me}/second-steps`, () => ({ required: false, totp: null, recovery_codes_left: 0, has_password: true, passkeys: [], passkeys_refused: '' }))
  answer('GET /api/sessions/forums', () => ({ items: [], next: '' }))
})

async function rename(name: string) {
  await type('staff.name', name)
  await press('save')
  await waitFor(() => expect(stored.name).toBe(name))
  await says('me.changed')
}

test('one’s name is changed twice in a row; the undo brings back the one before', async () => {
  await visit(page)
  await rename('Әлия')
  await rename('Әлия Сәрсен')
  expect(sent().map(({ body }) => [body.name, body.version])).toEqual([['Әлия', 7], ['Әлия Сәрсен', 8]])
  await press('done.undo')
  await says('done.undone')
  expect(stored).toMatchObject({ name: 'Әлия', version: 10 })
  await waitFor(async () => expect(await field('staff.name')).toHaveProperty('value', 'Әлия'))
})

test('a colleague’s change of the language is left alone by who changes the name', async () => {
  await visit(page)
  await type('staff.name', 'Әлия')
  stored = { ...stored, language: 'ru', version: 8 }
  await press('save')
  await press('newer.mine')
  await says('me.changed')
  expect(stored).toMatchObject({ name: 'Әлия', language: 'ru', version: 9 })
})
