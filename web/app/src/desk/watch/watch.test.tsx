// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { answer, here, keeps, t, tell, visit } from '../testing.tsx'

const page = async () => (await import('./Watch.tsx')).Watch
const line = (number: number, text: string, version = 1) => ({ id: `l${number}`, number, text, version, language: 'ru', state: 'captured' })
const hears = (number: number, text: string, version = 1, more = {}) =>
  tell(`${here.facilitation}/live`, 'SuggestionCaptured', { ...line(number, text, version), suggestion_id: `l${number}`, session_id: 's1', ...more })
const shown = () => screen.queryAllByRole('listitem').map(({ textContent }) => textContent).filter((text) => /^\d/.test(text!))
/** Where the reader is on a page of 3000 px. */
function scrolledTo(y: number) {
  Object.defineProperty(document.documentElement, 'scrollHeight', { value: 3000, configurable: true })
  vi.stubGlobal('scrollY', y)
  fireEvent.scroll(window)
}

beforeEach(async () => {
  keeps(`${here.facilitation}/suggestions`, () => [line(1, 'Дороги'), line(2, 'Школы')])
  answer(`GET ${here.facilitation}/sessions/s1/groups`, () => ({ items: [] }))
  answer(`GET ${here.facilitation}/sessions/s1/report`, () => ({ recommendations: [] }))
  answer(`GET ${here.sessions}/sessions/s1/context`, () => ({ rounds: [], session: { yurt: 3 } }))
  await visit(page, '/s1')
  await screen.findByText('Школы')
})

test('a reader who has scrolled up is left where they are and told how many lines came', async () => {
  vi.mocked(scrollTo).mockClear()
  hears(3, 'Парки')
  await screen.findByText('Парки')
  expect(scrollTo).toHaveBeenCalled() // at the end one sees the next line
  scrolledTo(500)
  vi.mocked(scrollTo).mockClear()
  hears(4, 'Мосты')
  hears(5, 'Сады')
  await screen.findByRole('button', { name: `${t('watch.missed', { count: 2 })} ↓` })
  scrolledTo(700) // read on: they are still to come
  await screen.findByRole('button', { name: `${t('watch.missed', { count: 2 })} ↓` })
  expect(scrollTo).not.toHaveBeenCalled()
  scrolledTo(3000 - innerHeight)
  await waitFor(() => expect(screen.queryByRole('button', { name: /↓/ })).toBeNull())
})

test('of a line the newest words stand, in whatever order they come; a line that was withdrawn goes', async () => {
  hears(1, 'Дороги и мосты', 3)
  await screen.findByText('Дороги и мосты')
  hears(1, 'Дороги?', 2)
  hears(2, 'Школы', 2, { state: 'withdrawn' })
  hears(9, 'Другая юрта', 1, { session_id: 's2' })
  hears(3, 'Парки')
  await screen.findByText('Парки')
  expect(shown()).toEqual(['1Дороги и мосты', '3Парки'])
})
