// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Organisation } from '../../core/contract/sessions.d.ts'
import { answer, field, held, keeps, press, refusal, requests, says, sent, t, type, user, visit } from '../testing.tsx'
import { dayBefore } from './organisations.ts'

const path = '/api/sessions/organisations'
const named = (ru: string) => [{ name: { kk: '', ru }, abbreviation: { kk: '', ru: '' }, valid_from: '', valid_to: '' }]
let all: Organisation[]

const page = async () => (await import('./Organisations.tsx')).Organisations

beforeEach(() => {
  all = [
    { id: 'o1', kind: 'ngo', key: '1', names: named('Дана'), region: '', owner_id: 'f', version: 3 },
    { id: 'o2', kind: 'ngo', key: '2', names: named('ОО «Дана»'), region: '', owner_id: 'f', version: 1 },
    { id: 'o3', kind: 'state_body', key: '3', names: named('Акимат'), region: '', owner_id: 'another', version: 1 },
  ] as unknown as Organisation[]
  keeps(path, () => all)
  answer(`GET ${path}/proposals`, () => ({ items: [] }))
  answer(`GET ${path}/duplicates`, () => ({ items: [] }))
  answer('GET /api/sessions/regions', () => ({ items: [{ code: 'KZ-75', name: { ru: 'город Алматы', kk: 'Алматы қаласы' } }] }))
  answer('GET /api/sessions/forums', () => ({ items: [{ id: 'f', title: { ru: 'Форум' } }], next: '' }))
})

const row = async (name: string) => within((await screen.findByText(name, { selector: 'article strong' })).closest('article')!)

describe('the register', () => {
  test('enters an organisation once, also when the answer was lost, and says what is there already', async () => {
    await visit(page)
    await press('organisations.add')
    const name = within(await screen.findByRole('group', { name: t('organisations.nameNumber', { number: 1 }) })).getAllByRole('textbox')[1]!
    await user.type(name, '«Дана» ')
    await user.tab()
    await says('organisations.perhaps')
    expect(requests(`GET ${path}`).at(-1)!.query.q).toBe('Дана')
    answer(`POST ${path}`, () => refusal(503, 'busy', 'Позже'))
    await press('save')
    await screen.findByText('Позже')
    answer(`POST ${path}`, ({ body }) => ({ ...body, version: 1 }))
    await press('save')
    await says('organisations.saved', { name: '«Дана»' })
    const [first, second] = sent()
    expect(second!.body).toEqual(first!.body)
    expect(first!.body).toMatchObject({ kind: 'ngo', owner_id: 'f', names: [{ name: { ru: '«Дана»' } }] })
  })

  test('what is typed of a new one outlives a reload, in its open form', async () => {
    await visit(page)
    await press('organisations.add')
    await type('organisations.key', '990140000123')
    await visit(page)
    expect(await field('organisations.key')).toHaveProperty('value', '990140000123')
  })

  test('renames: the former name ends the day before the new one', async () => {
    await visit(page)
    await user.click((await row('Дана')).getByRole('button', { name: `${t('organisations.edit')} Дана` }))
    await press('organisations.addName')
    const second = within(await screen.findByRole('group', { name: t('organisations.nameNumber', { number: 2 }) }))
    await user.type(second.getAllByRole('textbox')[1]!, 'Дана-2')
    await user.type(second.getByLabelText(t('organisations.from')), '2024-03-01')
    answer(`PATCH ${path}/o1`, ({ body }) => ({ ...all[0], ...body, version: 4 }))
    await press('save')
    await says('organisations.saved', { name: 'Дана-2' })
    expect(sent()[0]!.body).toMatchObject({ version: 3, names: [{ name: { ru: 'Дана' }, valid_to: '2024-02-29' }, { name: { ru: 'Дана-2' }, valid_from: '2024-03-01', valid_to: '' }] })
    await press('done.undo')
    await says('done.undone')
    expect(sent()[1]!.body).toMatchObject({ version: 4, names: [{ name: { ru: 'Дана' }, valid_to: '' }] })
  })

  test('what a colleague has changed meanwhile stays where nothing was typed', async () => {
    await visit(page)
    await user.click((await row('Дана')).getByRole('button', { name: `${t('organisations.edit')} Дана` }))
    await type('organisations.key', '77')
    answer(`PATCH ${path}/o1`, ({ body }) => (body.version === all[0]!.version ? (all[0] = { ...all[0]!, ...body, version: body.version + 1 }) : refusal(409, 'newer_version')))
    all[0] = { ...all[0]!, region: 'KZ-75', names: named('Дана-3') as Organisation['names'], version: 4 }
    await press('save')
    await press('newer.mine')
    await says('organisations.saved', { name: 'Дана-3' })
    expect(all[0]).toMatchObject({ key: '77', region: 'KZ-75', names: [{ name: { ru: 'Дана-3' } }], version: 5 })
    await press('done.undo')
    await says('done.undone')
    expect(all[0]).toMatchObject({ key: '1', region: 'KZ-75', names: [{ name: { ru: 'Дана-3' } }], version: 6 })
  })

  test('of another forum a change is proposed, with a reason', async () => {
    await visit(page)
    await user.click((await row('Акимат')).getByRole('button', { name: `${t('organisations.propose')} Акимат` }))
    await type('organisations.key', '77')
    await user.type(await screen.findByLabelText(new RegExp(t('organisations.reason'))), 'Сменился БИН')
    answer(`POST ${path}/o3/proposals`, () => ({}))
    await press('organisations.sendProposal')
    await says('organisations.proposed', { name: 'Акимат' })
    expect(sent()[0]!.body).toMatchObject({ reason: 'Сменился БИН', change: { key: '77', version: 1 } })
  })

  test('merges duplicates into the one that stays, and takes it back', async () => {
    answer(`GET ${path}/duplicates`, () => ({ items: [{ name: 'Дана', organisations: all.slice(0, 2) }] }))
    await visit(page)
    await user.click(await screen.findByText(t('organisations.duplicates', { count: 1 })))
    answer(`POST ${path}/o2/merge`, () => ({ ...all[1], merged_into: 'o1' }))
    answer(`POST ${path}/o2/unmerge`, () => all[1])
    await user.click((await screen.findAllByRole('button', { name: new RegExp(t('organisations.keepThis')) }))[0]!)
    await says('organisations.merged', { name: 'ОО «Дана»' })
    await press('done.undo')
    await says('done.undone')
    expect(sent().map(({ path, body }) => [path, body])).toEqual([[`${path}/o2/merge`, { into_id: 'o1', version: 1 }], [`${path}/o2/unmerge`, {}]])
  })

  test('merges one after the other; when one is refused, what was merged before it is said and can be taken back', async () => {
    all = [...all.slice(0, 2), { ...all[0]!, id: 'o4', names: named('«Дана» ОО') as Organisation['names'], version: 2 }]
    answer(`GET ${path}/duplicates`, () => ({ items: [{ name: 'Дана', organisations: all }] }))
    await visit(page)
    await user.click(await screen.findByText(t('organisations.duplicates', { count: 1 })))
    const first = held<unknown>()
    answer(`POST ${path}/o2/merge`, () => first.promise)
    answer(`POST ${path}/o4/merge`, () => refusal(409, 'changed_meanwhile', 'Кто-то изменил'))
    answer(`POST ${path}/o2/unmerge`, () => all[1])
    await user.click((await screen.findAllByRole('button', { name: new RegExp(t('organisations.keepThis')) }))[0]!)
    expect(sent().map((one) => one.path)).toEqual([`${path}/o2/merge`])
    first.release({})
    await screen.findByText('Кто-то изменил')
    await says('organisations.merged', { name: 'ОО «Дана»' })
    await press('done.undo')
    await says('done.undone')
    expect(sent().map((one) => one.path)).toEqual([`${path}/o2/merge`, `${path}/o4/merge`, `${path}/o2/unmerge`])
  })

  test('keeps its filters in the address', async () => {
    await visit(page, '?kind=ngo&ngo_kind=youth&region=KZ-75&q=дана')
    await row('Дана')
    expect(requests(`GET ${path}`)[0]!.query).toMatchObject({ kind: 'ngo', ngo_kind: 'youth', region: 'KZ-75', q: 'дана', order: 'en' })
    expect(await field<HTMLSelectElement>('organisations.ngoKindOf')).toHaveProperty('value', 'youth')
  })
})

test.each([['2024-03-01', '2024-02-29'], ['2023-01-01', '2022-12-31'], ['', '']])('the day before %s is %s', (day, before) => expect(dayBefore(day)).toBe(before))
