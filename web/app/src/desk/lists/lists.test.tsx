// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, expect, test, vi } from 'vitest'
import { answer, forum, here, keeps, press, refusal, requests, tell, user, visit } from '../testing.tsx'

interface Person {
  id: string
  name: string
}
const path = `${here.sessions}/participants`
const live = `${here.sessions}/live`
const id = (i: number) => `p${String(i).padStart(3, '0')}`
let people: Person[]

/** A list of rows with a form in each that is opened. */
const page = async () => {
  const [{ useList }, { participants }, { Listed }, { useLiveLists }] = await Promise.all([import('./useList.ts'), import('./nouns.ts'), import('./Listed.tsx'), import('../data.ts')])
  function Row({ name }: Person) {
    const [open, setOpen] = useState(false)
    return <div><b>{name}</b> {open ? <form><input aria-label={name} /></form> : <button aria-label={`Write to ${name}`} onClick={() => setOpen(true)} />}</div>
  }
  return function Page() {
    const live = useLiveLists(forum, 'sessions', 'participants')
    const list = useList(participants, forum)
    return <>{live && <p>live</p>}<Listed list={list} empty="nobody">{(one) => <Row {...(one as unknown as Person)} />}</Listed></>
  }
}
function scrolledTo(row: number) {
  vi.stubGlobal('scrollY', row * 160)
  fireEvent.scroll(window)
}
const read = () => requests(`GET ${path}`).filter(({ query }) => !query.ids).map(({ query: { offset, limit } }) => [Number(offset), Number(limit)])
const names = () => within(screen.getByRole('main')).getAllByRole('listitem').map((row) => /Person \d+/.exec(row.textContent!)?.[0]).filter(Boolean)

beforeEach(() => {
  people = Array.from({ length: 300 }, (_, i) => ({ id: id(i), name: `Person ${i}` }))
  keeps(path, () => people)
  Element.prototype.getBoundingClientRect = () => ({ top: -scrollY }) as DOMRect
  scrolledTo(0)
})

test('of a long list only what is near the screen is read and drawn', async () => {
  await visit(page)
  await screen.findByText(/Person 10\b/)
  expect(new Set(read().map(String))).toEqual(new Set(['0,24'])) // once more when the stream opens
  scrolledTo(150)
  await screen.findByText(/Person 150\b/)
  expect(names().length).toBeLessThan(30)
  expect(read().every(([, limit]) => limit! <= 24)).toBe(true)
})

test('a row in which one writes stays in the page, with its words, wherever one scrolls', async () => {
  await visit(page)
  await user.click(await screen.findByRole('button', { name: 'Write to Person 2' }))
  await user.type(await screen.findByLabelText('Person 2'), 'слова')
  ;(document.activeElement as HTMLElement).blur()
  scrolledTo(150)
  await screen.findByText(/Person 150\b/)
  expect(screen.getByLabelText('Person 2')).toHaveProperty('value', 'слова')
  expect(screen.queryByText(/Person 20\b/)).toBeNull()
})

test('what comes in elsewhere moves nothing that one looks at, and only what is new is read', async () => {
  await visit(page)
  await screen.findByText('live')
  scrolledTo(150)
  await screen.findByText(/Person 150\b/)
  const [before, readings] = [names(), read().length]
  people = people.map((one) => (one.id === id(151) ? { ...one, name: 'Person 1510' } : one)).concat({ id: id(300), name: 'Person 300' })
  tell(live, 'changed', { ParticipantSeated: { participant_id: [id(151)] }, ParticipantRegistered: { participant_id: [id(300)] } }, '4')
  await screen.findByText(/Person 1510/)
  expect(names()).toEqual(before.map((name) => (name === 'Person 151' ? 'Person 1510' : name)))
  expect(read()).toHaveLength(readings)
  expect(screen.getByText(/Person 1510/).closest('li')!.getAttribute('aria-setsize')).toBe('301')
})

test('a list that cannot be read says why and is asked for again', async () => {
  answer(`GET ${path}`, () => refusal(503, 'busy', 'Сейчас занято'))
  await visit(page)
  await screen.findByText('Сейчас занято')
  keeps(path, () => people)
  await press('again')
  await screen.findByText(/Person 3\b/)
})

/** Two tabs of one browser: `told` is what each has heard. */
async function tab() {
  const { followTogether } = await import('../live.ts')
  const left = new AbortController()
  const told: unknown[] = []
  let open = false
  followTogether(live, left.signal, { onChanged: (digest) => told.push(digest), onReset: () => told.push('reset'), onState: (now) => (open = now) })
  return { told, left, open: () => open }
}

test('tabs share one stream; when the one that reads closes, the next reads on where it stopped', async () => {
  const [first, second] = [await tab(), await tab()]
  await waitFor(() => expect(requests(`GET ${live}`)).toHaveLength(1))
  await waitFor(() => expect(first.open() && second.open()).toBe(true))
  tell(live, 'changed', { RoundEnded: { session_id: ['s'] } }, '41')
  await waitFor(() => expect(second.told).toHaveLength(1))
  expect(requests(`GET ${live}`)).toHaveLength(1)
  first.left.abort()
  await waitFor(() => expect(requests(`GET ${live}`)).toHaveLength(2))
  expect(requests(`GET ${live}`)[1]!.headers['Last-Event-ID']).toBe('41')
  tell(live, 'reset', {}, '90')
  await waitFor(() => expect(second.told.at(-1)).toBe('reset'))
  expect(first.told).toHaveLength(1)
  second.left.abort()
})
