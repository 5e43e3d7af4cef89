import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Speaker } from './speaker.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the choice lasts while one types and ends after two minutes of silence, told once', () => {
  const speaker = new Speaker()
  const seen: string[] = []
  speaker.subscribe(() => seen.push(speaker.now()))
  speaker.choose('aigul')
  for (let i = 0; i < 5; i++) {
    vi.advanceTimersByTime(119_000)
    speaker.typing()
  }
  expect(speaker.now()).toBe('aigul')
  vi.advanceTimersByTime(120_000)
  expect(speaker.now()).toBe('')
  vi.advanceTimersByTime(600_000)
  speaker.typing()
  expect(seen).toEqual(['aigul', ''])
})

test('a tablet that has slept does not go on with the name it fell asleep with', () => {
  const speaker = new Speaker()
  speaker.choose('aigul')
  vi.setSystemTime(Date.now() + 121_000) // no timer has run
  expect(speaker.now(), 'at Enter').toBe('')
  const told = vi.fn()
  speaker.subscribe(told)
  speaker.typing()
  expect(told).toHaveBeenCalledOnce()
  expect(speaker.now()).toBe('')
})

test('another round ends it, the same round does not; a new app knows nobody', () => {
  const speaker = new Speaker()
  speaker.inRound('one planned')
  speaker.choose('aigul')
  speaker.inRound('one planned')
  expect(speaker.now()).toBe('aigul')
  speaker.inRound('one running')
  expect(speaker.now()).toBe('')
  speaker.choose('bolat')
  speaker.inRound('two running')
  expect(speaker.now()).toBe('')
  expect(new Speaker().now()).toBe('')
})
