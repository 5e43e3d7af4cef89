// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { Round } from '../../core/contract/sessions.d.ts'
import { answer, field, forum, here, press, refusal, says, sent, t, type, user, visit } from '../testing.tsx'

const path = `${here.sessions}/sessions/s1/rounds`
const settings = { by: 'hands', dots: 0, stacking: false, hidden_count: false, scale: 0, speaking_turns: true }
const round = (number: number, ru: string, state: Round['state'] = 'planned') =>
  ({ id: `r${number}`, number, state, version: 2, title: { kk: '', ru }, question: { kk: '', ru: '' }, instruction: { kk: '', ru: 'Слушайте' }, seconds: 600, view: 'capture', allows: ['capture'], settings }) as unknown as Round
const usual = { ...settings, speaking_turns: false }
const views = [
  { view: 'capture', allows: ['capture', 'reword'], ways: [], usual, longest_scale: 0 },
  { view: 'dots', allows: ['mark'], ways: ['hands', 'phones'], usual: { ...usual, dots: 3 }, longest_scale: 0 },
]
let rounds: Round[]

const page = async () => {
  const { PlanEditor } = await import('./PlanEditor.tsx')
  return () => <PlanEditor forum={forum} session="s1" rounds={rounds} planner />
}
const title = () => screen.findByLabelText(`${t('method.stepTitle')} ${t('text.ru')}`)

beforeEach(async () => {
  rounds = [round(1, 'Знакомство', 'ended'), round(2, 'Сбор'), round(3, 'Оценка')]
  answer('GET /api/sessions/views', () => ({ items: views }))
  for (const one of ['r2', 'r3']) answer(`PATCH ${path}/${one}`, ({ body }) => ({ ...body, version: 3 }))
  answer(`DELETE ${path}/r2`, () => undefined)
  answer(`POST ${path}`, ({ body }) => body)
  await visit(page)
})

test('a round is moved and moved back, and never before one that has begun', async () => {
  expect(await screen.findByRole('button', { name: t('method.up', { title: 'Сбор' }) })).toHaveProperty('disabled', true)
  await press('method.down', { title: 'Сбор' })
  await press('done.undo')
  await says('done.undone')
  expect(sent().map(({ body }) => body)).toEqual([{ number: 3 }, { number: 2 }])
})

test('a round that was removed comes back as it was, at its place', async () => {
  await user.click(await screen.findByRole('button', { name: new RegExp(`^${t('method.remove')}.*Сбор`) }))
  await press('done.undo')
  await says('done.undone')
  const { number, title, question, instruction, seconds, view, allows } = rounds[1]!
  expect(sent()[1]!.body).toEqual({ id: expect.any(String), number, title, question, instruction, seconds, view, allows, settings })
})

test('a new round without a word is not sent; its view brings its own settings, and a reload keeps them', async () => {
  await press('method.add')
  await user.selectOptions(await field('method.shows'), t('method.view.dots'))
  await type('method.dots', '5')
  await type('method.length', '7.5')
  await press('save')
  await says('method.wordless')
  expect(sent()).toEqual([])
  await visit(page)
  answer(`POST ${path}`, () => refusal(503, 'busy', 'Позже'))
  await user.type(await title(), 'Точки')
  await press('save')
  await screen.findByText('Позже')
  answer(`POST ${path}`, ({ body }) => body)
  await press('save')
  await says('done.roundAdded', { title: 'Точки' })
  const [refused, added] = sent()
  expect(added!.body).toEqual(refused!.body)
  expect(added!.body).toMatchObject({ view: 'dots', seconds: 450, allows: ['mark'], settings: { dots: 5, by: 'hands', speaking_turns: false }, title: { ru: 'Точки' } })
})

test('a round that is changed is sent with the version it was opened in, and undo brings all of it back', async () => {
  await user.click(await screen.findByRole('button', { name: new RegExp(`^${t('method.edit')}.*Сбор`) }))
  await user.type(await title(), ' идей')
  await press('save')
  await press('done.undo')
  await says('done.undone')
  expect(sent().map(({ body: { version, title, seconds, settings } }) => [version, title.ru, seconds, settings])).toEqual([
    [2, 'Сбор идей', 600, settings],
    [3, 'Сбор', 600, settings],
  ])
})
