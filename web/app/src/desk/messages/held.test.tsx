// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { answer, forum, here, press, says, sent, t, visit } from '../testing.tsx'

let waiting = 0
const page = async () => {
  const { Held } = await import('./Held.tsx')
  return () => <Held forum={forum} count={waiting} />
}

beforeEach(() => answer(`POST ${here.notifications}/held-messages`, () => ({ settled: waiting })))

test('what waits is sent, or never, by an organiser’s word that is asked for twice', async () => {
  waiting = 2
  await visit(page)
  await press('messages.held.send')
  expect(sent()).toEqual([])
  await press('cancel')
  await press('messages.held.leave')
  await press('messages.held.leave')
  await says('messages.held.left')
  expect(sent().map(({ body }) => body)).toEqual([{ send: false }])
})

test('where nothing waits there is nothing', async () => {
  waiting = 0
  await visit(page)
  expect(screen.queryByText(t('messages.held.send'))).toBeNull()
})
