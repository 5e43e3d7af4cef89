// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ProposalView } from '../../core/contract/decisions.d.ts'
import { answer, field, held, here, keeps, press, refusal, says, sent, t, tell, type, user, visit } from '../testing.tsx'

const path = `${here.decisions}/proposals`
const page = async () => (await import('./Consolidate.tsx')).Consolidate

let stored: ProposalView[]
const proposal = (number: number, ru: string) =>
  ({ id: `p${number}`, number, version: 1, state: 'open', text: { kk: `қаз ${ru}`, ru }, suggestions: [], suggestion_count: 0, tags: [], theme_id: 'th' }) as unknown as ProposalView
/** What a colleague does at another desk, and the stream tells of. */
function colleague(id: string, change: Partial<ProposalView>) {
  stored = stored.map((one) => (one.id === id ? { ...one, version: one.version + 1, ...change } : one))
  tell(`${here.decisions}/live`, 'changed', { ProposalReworded: { proposal_id: [id] } }, '7')
}

beforeEach(() => {
  stored = [proposal(1, 'Дороги'), proposal(2, 'Школы'), proposal(3, 'Парки')]
  keeps(path, () => stored.filter(({ state }) => state === 'open'), () => stored)
  keeps(`${here.sessions}/themes`, () => [{ id: 'th', title: { ru: 'Город' } }])
  answer(`GET ${here.facilitation}/tags`, () => ({ items: [] }))
  answer(`GET ${here.facilitation}/clarification-counts`, () => ({ open: 0, answered: 0, suggestion_ids: [] }))
  answer(`GET ${here.decisions}/proposal-counts`, () => ({ by_theme: [] }))
})

const card = async (words: string) => within((await screen.findByText(words)).closest('article')!)
async function reword(words: string) {
  await user.click((await card(words)).getByRole('button', { name: (name) => name.startsWith(t('proposal.reword')) }))
  return field('text.ru')
}
const tick = async (number: number) => user.click(await screen.findByLabelText(t('consolidate.choose', { number })))


describe('words that are being typed', () => {
  test('stay after a reload, when the language changes and when the form is left, and say where they are from', async () => {
    await visit(page)
    await reword('Дороги')
    await type('text.ru', 'Мои слова')
    await visit(page)
    await user.click(await screen.findByLabelText('Русский'))
    expect(await screen.findByDisplayValue('Мои слова')).toBeDefined()
    await waitFor(() => expect(screen.queryByLabelText(t('text.ru'))).toBeNull())
    await user.click(screen.getByLabelText('English'))
    await user.type(await field('text.ru'), '{Escape}')
    await waitFor(() => expect(screen.queryByDisplayValue('Мои слова')).toBeNull())
    expect(await reword('Дороги')).toHaveProperty('value', 'Мои слова')
    expect(screen.getByText(t('draft.restored'), { exact: false })).toBeDefined()
    await press('draft.startAnew')
    expect(await field('text.ru')).toHaveProperty('value', 'Дороги')
    await press('done.undo')
    await waitFor(async () => expect(await field('text.ru')).toHaveProperty('value', 'Мои слова'))
    expect(sent()).toEqual([])
  })

  test('are not another person’s on the same computer', async () => {
    await visit(page)
    await reword('Дороги')
    await type('text.ru', 'Мои слова')
    answer('POST /api/sessions/token', () => ({ access_token: 'x', account: { id: 'b', login: 'b', name: 'B', roles: { f: ['secretary'] } } }))
    await visit(page)
    expect(await reword('Дороги')).toHaveProperty('value', 'Дороги')
  })

  test('stand when a colleague changes what is around them, or takes the card out of the list', async () => {
    await visit(page)
    await says('live.open')
    await reword('Дороги')
    await type('text.ru', 'Мои слова')
    const typed = await field('text.ru')
    colleague('p2', { text: { kk: 'x', ru: 'Школы и сады' } })
    await screen.findByText('x')
    colleague('p1', { text: { kk: 'y', ru: 'Чужие слова' } })
    await screen.findByText('y')
    colleague('p3', { state: 'merged' })
    colleague('p1', { state: 'merged' })
    await waitFor(() => expect(screen.queryByText('Парки')).toBeNull())
    colleague('p2', { text: { kk: 'z', ru: 'После этого' } })
    await screen.findByText('После этого')
    expect(typed).toMatchObject({ value: 'Мои слова', isConnected: true }) // the same field: the caret is where it was
  })

  test('meet a newer version: both stand side by side, and a person says which is kept', async () => {
    await visit(page)
    await says('live.open')
    await reword('Дороги')
    await type('text.ru', 'Мои слова')
    answer(`POST ${path}/p1/reword`, ({ body }) => (body.version === stored[0]!.version ? { ...stored[0], version: 3 } : refusal(409, 'newer_version')))
    colleague('p1', { text: { kk: 'жаңа', ru: 'Дороги' } })
    await screen.findByText('жаңа')
    await press('save')
    await within(await screen.findByRole('alert')).findByText('жаңа')
    expect(await field('text.ru')).toHaveProperty('value', 'Мои слова')
    await press('newer.mine')
    await says('done.reworded', { number: 1 })
    expect(sent().map(({ body }) => [body.version, body.text])).toEqual([
      [1, { kk: 'қаз Дороги', ru: 'Мои слова' }],
      [2, { kk: 'жаңа', ru: 'Мои слова' }], // the text that was not touched is the colleague's
    ])
  })

  test('give way to a newer version on request, and come back', async () => {
    await visit(page)
    await reword('Дороги')
    await type('text.ru', 'Мои слова')
    answer(`POST ${path}/p1/reword`, () => refusal(409, 'newer_version'))
    stored[0] = { ...stored[0]!, version: 2, text: { kk: 'жаңа', ru: 'Новое' } }
    await press('save')
    await press('newer.theirs')
    await waitFor(async () => expect(await field('text.ru')).toHaveProperty('value', 'Новое'))
    await press('done.undo')
    await waitFor(async () => expect(await field('text.ru')).toHaveProperty('value', 'Мои слова'))
  })

  test('stay after a refusal, beside the server’s words, and are sent once at a time', async () => {
    await visit(page)
    await reword('Дороги')
    await type('text.ru', 'Мои слова')
    const reply = held<void>()
    answer(`POST ${path}/p1/reword`, async () => (await reply.promise, refusal(422, 'invalid', 'Слишком длинно')))
    await press('save')
    await waitFor(() => expect(screen.getByRole('button', { name: t('save') })).toHaveProperty('disabled', true))
    await press('save')
    await user.type(await field('text.ru'), '{Control>}{Enter}{/Control}')
    reply.release()
    await screen.findByText('Слишком длинно')
    expect(await field('text.ru')).toHaveProperty('value', 'Мои слова')
    expect(sent()).toHaveLength(1)
  })

  test('are saved, and what was saved can be taken back', async () => {
    await visit(page)
    await reword('Дороги')
    await type('text.ru', 'Мои слова')
    answer(`POST ${path}/p1/reword`, ({ body }) => (stored[0] = { ...stored[0]!, text: body.text, version: body.version + 1 }))
    await press('save')
    await says('done.reworded', { number: 1 })
    await user.keyboard('{Control>}z{/Control}')
    await says('done.undone')
    expect(sent().at(-1)!.body).toMatchObject({ version: 2, text: { ru: 'Дороги' } })
    expect(await reword('қаз Дороги')).toHaveProperty('value', 'Дороги')
  })
})

describe('merging', () => {
  const compare = (count: number) => press('consolidate.compare', { count })
  const merge = (count: number) => press('consolidate.merge', { count })

  test('sends what is ticked and nothing else, into the one whose words stand; undo takes each out again', async () => {
    await visit(page)
    for (const number of [2, 1, 3, 1]) await tick(number)
    answer(`POST ${path}/merge`, () => ({}))
    answer(`POST ${path}/p2/unmerge`, () => ({}))
    await compare(2)
    await user.click(await screen.findByRole('radio', { name: /Парки/ }))
    await merge(2)
    await says('consolidate.merged', { count: 1, number: 3 })
    expect(sent().map(({ body }) => body)).toEqual([{ into: 'p3', proposals: ['p2'] }])
    expect(screen.getByLabelText(t('consolidate.choose', { number: 2 }))).toHaveProperty('checked', false)
    await press('done.undo')
    await says('done.undone')
    expect(sent().slice(1).map((one) => one.path)).toEqual([`${path}/p2/unmerge`])
  })

  test('keeps what is chosen through a filter that hides it, and says so', async () => {
    await visit(page)
    for (const number of [1, 2]) await tick(number)
    keeps(path, () => stored.slice(1))
    await user.type(screen.getByRole('searchbox'), 'Шко')
    await says('consolidate.hidden', { count: 1 })
    await compare(2)
    expect(screen.getByRole('radio', { name: /Дороги/ })).toHaveProperty('checked', true)
  })

  test('that is refused leaves everything as it was', async () => {
    await visit(page)
    for (const number of [1, 2]) await tick(number)
    answer(`POST ${path}/merge`, () => refusal(409, 'put', 'Второе уже вынесено'))
    await compare(2)
    await merge(2)
    await screen.findByText('Второе уже вынесено')
    for (const number of [1, 2]) expect(screen.getByLabelText(t('consolidate.choose', { number }))).toHaveProperty('checked', true)
    expect(screen.queryByText(t('done.undo'))).toBeNull()
  })
})
