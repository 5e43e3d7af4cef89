// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { ProposalView } from '../../core/contract/decisions.d.ts'
import { answer, forum, here, press, refusal, says, sent, t, user, visit } from '../testing.tsx'

const proposal = { id: 'p1', suggestions: [{ id: 's1', number: 4 }, { id: 's2', number: 9 }] } as unknown as ProposalView
const path = (id: string) => `${here.facilitation}/suggestions/${id}`

const page = async () => {
  const { HideForm } = await import('./HideForm.tsx')
  return () => <HideForm forum={forum} proposal={proposal} onDone={() => undefined} />
}
/** Marks a part of the words, as a mouse does. */
async function mark(part: string) {
  const words = await screen.findByRole<HTMLTextAreaElement>('textbox')
  words.focus()
  words.setSelectionRange(words.value.indexOf(part), words.value.indexOf(part) + part.length)
  fireEvent(document, new Event('selectionchange'))
}
const hide = () => screen.getByRole('button', { name: t('hide.yes') })

beforeEach(async () => {
  for (const [id, text] of [['s1', 'Позвоните Айгуль, 8 701'], ['s2', 'Нужен автобус']]) answer(`GET ${path(id!)}`, () => ({ id, number: 4, wordings: [{ version: 1, text, language: 'ru' }], changes: [] }))
  await visit(page)
})

test('the part that is marked is hidden, nothing can be typed over it, and it can be shown again', async () => {
  await screen.findByDisplayValue('Позвоните Айгуль, 8 701')
  expect(hide()).toHaveProperty('disabled', true)
  await mark('Айгуль, 8 701')
  await user.keyboard('x')
  expect(screen.getByRole('textbox')).toHaveProperty('value', 'Позвоните Айгуль, 8 701')
  answer(`POST ${path('s1')}/hide`, () => ({}))
  answer(`POST ${path('s1')}/show`, () => ({}))
  await press('hide.yes')
  await says('hide.done')
  expect(hide()).toHaveProperty('disabled', true)
  await press('done.undo')
  await says('done.undone')
  expect(sent().map((one) => [one.path.split('/').slice(-2).join('/'), one.body.part])).toEqual([['s1/hide', 'Айгуль, 8 701'], ['s1/show', undefined]])
})

test('what was marked in one suggestion is not hidden in another; a refusal leaves the mark', async () => {
  await mark('Айгуль')
  await user.selectOptions(screen.getByRole('combobox'), 's2')
  await screen.findByDisplayValue('Нужен автобус')
  expect(hide()).toHaveProperty('disabled', true)
  await mark('автобус')
  answer(`POST ${path('s2')}/hide`, () => refusal(422, 'invalid', 'Это не личное'))
  await press('hide.yes')
  await screen.findByText('Это не личное')
  await waitFor(() => expect(hide()).toHaveProperty('disabled', false))
  await user.selectOptions(screen.getByRole('combobox'), 's1')
  await screen.findByDisplayValue('Позвоните Айгуль, 8 701')
  expect(hide()).toHaveProperty('disabled', true)
  expect(sent().map((one) => [one.path, one.body.part])).toEqual([[`${path('s2')}/hide`, 'автобус']])
})
