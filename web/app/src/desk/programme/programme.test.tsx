// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, expect, test } from 'vitest'
import type { Device, Session } from '../../core/contract/sessions.d.ts'
import { answer, field, forum, here, press, refusal, says, sent, t, user, visit } from '../testing.tsx'

const path = `${here.sessions}/sessions/s1`
let stored: Session

const change = async () => {
  const { SessionChange } = await import('./SessionChange.tsx')
  const opened = stored
  return function Page() {
    const [open, setOpen] = useState(true)
    return open && <SessionChange forum={forum} session={opened} close={() => setOpen(false)} />
  }
}
const inRussian = (key: string) => screen.findByLabelText<HTMLTextAreaElement>(`${t(key)} · ${t('text.ru')}`)

beforeEach(() => {
  stored = { id: 's1', version: 1, kind: 'breakout', theme_id: '', yurt: 3, link: '', reason: { kk: '', ru: '' }, people: [], state: 'planned', title: { kk: 'Су', ru: 'Вода' }, place: { kk: '', ru: 'Зал 1' }, starts_at: '2026-11-29T05:00:00.000Z', ends_at: '2026-11-29T06:00:00.000Z' } as unknown as Session
  answer(`GET ${path}`, () => stored)
  answer('GET /api/sessions/accounts', () => ({ items: [{ id: 'a1', login: 'dana', name: 'Дана' }, { id: 'a2', login: 'murat', name: 'Мұрат' }] }))
  answer(`GET ${here.sessions}/participants`, () => ({ items: [] }))
  answer(`GET ${here.sessions}/themes`, () => ({ items: [] }))
  answer(`PATCH ${path}`, ({ body }) => (body.version === stored.version ? (stored = { ...stored, ...body, version: stored.version + 1 }) : refusal(409, 'newer_version')))
})

test('a session is moved by the forum’s clock, whatever this computer’s says', async () => {
  await visit(change)
  expect(await field('programme.starts')).toHaveProperty('value', '2026-11-29T10:00')
  fireEvent.change(await field('programme.starts'), { target: { value: '2026-11-29T10:30' } })
  await press('save')
  await says('done.sessionChanged', { title: 'Су' })
  expect(stored).toMatchObject({ starts_at: '2026-11-29T05:30:00.000Z', ends_at: '2026-11-29T06:00:00.000Z', title: { kk: 'Су', ru: 'Вода' } })
})

test('a change that met a colleague’s keeps theirs where nothing was typed, and taking it back leaves theirs', async () => {
  await visit(change)
  const title = await inRussian('programme.sessionTitle')
  await user.clear(title)
  await user.type(title, 'Реки')
  stored = { ...stored, version: 2, place: { kk: '', ru: 'Зал 7' } }
  await press('save')
  await press('newer.mine')
  await says('done.sessionChanged', { title: 'Су' })
  expect(stored).toMatchObject({ version: 3, title: { ru: 'Реки' }, place: { ru: 'Зал 7' } })
  await press('done.undo')
  await says('done.undone')
  expect(stored).toMatchObject({ version: 4, title: { ru: 'Вода' }, place: { ru: 'Зал 7' } })
})

test('who has a part is known also where the list has left the people out: taking a change back loses nobody', async () => {
  const dana = { account_id: 'a1', role: 'moderator' as const }
  const opened = stored
  stored = { ...stored, people: [dana] }
  await visit(async () => {
    const { SessionChange } = await import('./SessionChange.tsx')
    return () => <SessionChange forum={forum} session={opened} close={() => undefined} />
  })
  await user.click(await screen.findByRole('button', { name: t('parts.remove', { name: 'Дана' }) }))
  await press('save')
  await says('done.sessionChanged', { title: 'Су' })
  expect(stored.people).toEqual([])
  await press('done.undo')
  await says('done.undone')
  expect(stored).toMatchObject({ version: 3, people: [dana] })
})

test('what a colleague has changed of who and where is said before it is overwritten', async () => {
  await visit(change)
  await user.selectOptions(await field<HTMLSelectElement>('grid.kind'), 'plenary')
  stored = { ...stored, version: 2, yurt: 7, people: [{ account_id: 'a2', role: 'facilitator' }] }
  await press('save')
  await screen.findByText(`${t('parts.role.facilitator')}: Мұрат`)
  await press('newer.mine')
  await says('done.sessionChanged', { title: 'Су' })
  expect(stored).toMatchObject({ version: 3, kind: 'plenary', yurt: 7, people: [{ account_id: 'a2' }] })
})

test('a session is cancelled for a reason; an undo that is refused says why and can be pressed again', async () => {
  await visit(change)
  await press('programme.cancel')
  await press('programme.cancelNow')
  await says('text.needed')
  expect(sent()).toEqual([])
  await user.type(await screen.findByLabelText(t('text.ru')), 'Дорогу размыло')
  await press('programme.cancelNow')
  await says('done.sessionCancelled', { title: 'Су' })
  answer(`PATCH ${path}`, () => refusal(503, 'busy', 'Сейчас занято'))
  await press('done.undo')
  await screen.findByText('Сейчас занято')
  answer(`PATCH ${path}`, () => ({}))
  await press('done.undo')
  await says('done.undone')
  const back = { version: 2, state: 'planned' }
  expect(sent().map(({ body }) => body)).toEqual([{ version: 1, state: 'cancelled', reason: { kk: '', ru: 'Дорогу размыло' } }, back, back])
})

test('of the tablets just the one that was meant is shut out, after a question', async () => {
  await visit(async () => {
    const { Tablets } = await import('./Tablets.tsx')
    const tablets = ['A', 'B', 'C'].map((name) => ({ id: `d${name}`, name, last_seen_at: '2026-11-29T05:00:00Z' })) as unknown as Device[]
    return () => <Tablets forum={forum} tablets={tablets} />
  })
  answer(`DELETE ${here.sessions}/devices/dC`, () => undefined)
  const revoke = async (name: string) => user.click(await screen.findByRole('button', { name: `${t('tablets.revoke')} ${name}` }))
  await revoke('B')
  await user.keyboard('{Enter}') // the key that opened the question, once too often
  await revoke('C')
  await press('tablets.revokeNow')
  await says('done.revoked', { name: 'C' })
  await waitFor(() => expect(screen.queryByRole('button', { name: t('tablets.revokeNow') })).toBeNull())
  expect(sent().map((one) => one.path)).toEqual([`${here.sessions}/devices/dC`])
})
