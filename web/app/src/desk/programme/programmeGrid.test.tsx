// @vitest-environment jsdom
import { createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { Session } from '../../core/contract/sessions.d.ts'
import { answer, field, held, here, press, refusal, says, sent, t, user, visit } from '../testing.tsx'

let stored: Session[]
let roles: string[]
const path = `${here.sessions}/sessions`
const page = async () => (await import('./Grid.tsx')).default
const session = (id: string, hour: string, rest: object = {}) =>
  ({ id, version: 1, kind: 'breakout', state: 'planned', title: { ru: 'Вода' }, place: { kk: '', ru: '' }, yurt: 1, people: [], starts_at: `2026-11-29T${hour}:00:00.000Z`, ends_at: `2026-11-29T${hour}:30:00.000Z`, ...rest }) as unknown as Session
const block = (id: string) => screen.findByRole('button', { name: new RegExp(` ${id}`) })
const take = async (id: string, keys: string) => {
  ;(await block(id)).focus()
  await user.keyboard(`[Space]${keys}{Enter}`)
}
const times = async (id: string) => within(await block(id)).getByText(/–/).textContent

beforeEach(() => {
  stored = [session('s1', '05'), session('s2', '07', { state: 'cancelled', title: { ru: 'Воздух' } })]
  roles = ['organiser']
  answer('POST /api/sessions/token', () => ({ access_token: 'token', account: { id: 'a', login: 'aliya', name: 'Aliya', roles: { f: roles } } }))
  answer(`GET ${here.sessions}`, () => ({ id: 'f', title: { ru: 'Forum' }, starts_on: '2026-11-29', ends_on: '2026-11-29', opens: '09:00', closes: '18:00', time_zone: 'Asia/Almaty', quorum: {} }))
  answer(`GET ${path}`, () => ({ items: stored, next: '' }))
  answer(`GET ${here.sessions}/themes`, () => ({ items: [], next: '' }))
  answer('GET /api/sessions/accounts', () => ({ items: [] }))
  answer('GET /api/sessions/methods', () => ({ items: [] }))
})

test('a session that is moved again while it is being saved waits its turn and stands in the last place', async () => {
  const first = held<unknown>()
  let waits = true
  answer(`PATCH ${path}/s1`, async ({ body: { version, ...move } }) => {
    if (waits) await first.promise
    waits = false
    return version === stored[0]!.version ? (stored = [{ ...stored[0]!, ...move, version: version + 1 }, stored[1]!])[0] : refusal(409, 'changed_meanwhile', 'Кто-то изменил')
  })
  await visit(page)
  await take('Вода', '{ArrowDown}')
  await take('Вода', '{ArrowDown}')
  expect(await times('Вода')).toBe('10:30–11:00')
  expect(sent()).toHaveLength(1)
  first.release(undefined)
  await waitFor(() => expect(stored[0]).toMatchObject({ version: 3, starts_at: '2026-11-29T05:30:00.000Z' }))
  await says('done.sessionMoved', { title: 'Вода' })
  await press('done.undo')
  await says('done.undone')
  expect(stored[0]).toMatchObject({ version: 4, starts_at: '2026-11-29T05:15:00.000Z' })
  expect(await times('Вода')).toBe('10:15–10:45')
})

test('a move that is refused goes back, in the server’s words', async () => {
  answer(`PATCH ${path}/s1`, () => refusal(409, 'changed_meanwhile', 'Кто-то изменил'))
  await visit(page)
  await take('Вода', '{ArrowDown}')
  await screen.findByText('Кто-то изменил')
  expect(await times('Вода')).toBe('10:00–10:30')
})

test('a cancelled session is opened by the keyboard and taken up by none', async () => {
  for (const [i, id] of ['s1', 's2'].entries()) answer(`GET ${path}/${id}`, () => stored[i])
  await visit(page)
  const one = await block('Воздух')
  expect(one.textContent).toContain(t('session.cancelled'))
  expect(one.getAttribute('aria-pressed')).toBeNull()
  one.focus()
  await user.keyboard('[Space]')
  await screen.findByRole('form', { name: t('programme.change') })
  expect(screen.queryByText(/–/, { selector: '.would-be' })).toBeNull()
})

test('the key that takes a session up does not press it when it is let go', async () => {
  await visit(page)
  const up = createEvent.keyUp(await block('Вода'), { code: 'Space', key: ' ' })
  fireEvent(await block('Вода'), up)
  expect(up.defaultPrevented).toBe(true)
})

test('who may not change the programme reads it', async () => {
  roles = ['secretary']
  await visit(page)
  await screen.findByText('Вода')
  expect(screen.queryByRole('button', { name: /Вода/ })).toBeNull()
})

test('the form of an empty programme begins anew once its sessions are made, also before the list shows them', async () => {
  stored = []
  const made: string[] = []
  answer(`POST ${here.sessions}/programme`, ({ body: { sessions } }) => {
    made.push(sessions[0].id)
    return { items: sessions }
  })
  await visit(page)
  for (const title of ['Вода', 'Земля']) {
    fireEvent.change(await field('programme.ends'), { target: { value: '12:00' } })
    const name = await screen.findByLabelText(`${t('grid.title')} · ${t('text.ru')}`)
    expect(name).toHaveProperty('value', '')
    await user.type(name, title)
    await press('grid.make', { count: 1 })
    await waitFor(() => expect(made.at(-1)).not.toBe(made.at(-2)))
    await says('done.sessionsAdded', { count: 1 })
  }
  expect(new Set(made).size).toBe(2)
})
