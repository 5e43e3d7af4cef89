import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { cleanup, configure, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import english from '../../../../pkg/words/languages/en/screens/desk.json'
import { type Catalogue, type Language, translator } from '../core/i18n.ts'
import { catalogue } from '../core/languages.ts'
import { at } from './lists/paths.ts'

/** For tests of the desk: a page as a person meets it, with its shell and texts, before a server that a test makes up. */

export const forum = 'f'
export const here = { sessions: at.sessions(forum), facilitation: at.facilitation(forum), decisions: at.decisions(forum), notifications: at.notifications(forum) }
export const t = translator('en', english)
configure({ asyncUtilTimeout: 5_000, defaultHidden: true, getElementError: (message) => new Error(message?.split('\n\n')[0]) }) // a busy machine; no style is read; the whole page is not printed
export const user = userEvent.setup({ delay: null })

export interface Asked {
  method: string
  path: string
  query: Record<string, string>
  headers: Record<string, string>
  body: any // what a test expects of it is what it tests
}
type Reply = (asked: Asked) => unknown

const replies = new Map<string, Reply>()
const streams = new Map<string, Set<ReadableStreamDefaultController<Uint8Array>>>()
let asked: Asked[] = []
let strangers: string[] = []

/** From now on a request such as "POST /api/…" is answered so. */
export const answer = (route: string, reply: Reply): void => void replies.set(route, reply)

/** The server's refusal, in its words. */
export const refusal = (status: number, code: string, detail = ''): Response =>
  new Response(JSON.stringify({ code, detail }), { status, headers: { 'Content-Type': 'application/problem+json' } })

/** What was asked to be changed, in order; signing in is not. */
export const sent = (): Asked[] => asked.filter(({ method, path }) => method !== 'GET' && !path.startsWith('/api/sessions/token') && !path.startsWith('/api/sessions/sign'))
export const requests = (route: string): Asked[] => asked.filter(({ method, path }) => `${method} ${path}` === route)

/** A list on the server: in parts, by ids, and one by one, also of those that it no longer lists. */
export function keeps<T extends { id: string }>(path: string, items: () => T[], all = items): void {
  answer(`GET ${path}`, ({ query: { ids, offset = 0, limit = 500 } }) => {
    const found = ids === undefined ? items() : items().filter(({ id }) => ids.split(',').includes(id))
    return { items: found.slice(Number(offset), Number(offset) + Number(limit)), total: found.length, next: '' }
  })
  for (const { id } of all()) answer(`GET ${path}/${id}`, () => all().find((one) => one.id === id))
}

/** Tells all who follow a stream of an event. */
export function tell(path: string, name: string, data: unknown, seq = ''): void {
  const lines = new TextEncoder().encode(`id: ${seq}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
  for (const stream of streams.get(path) ?? []) stream.enqueue(lines)
}

/** Something that a test lets happen when it likes. */
export function held<T>(): { promise: Promise<T>; release: (value: T) => void } {
  let release!: (value: T) => void
  return { promise: new Promise<T>((resolve) => (release = resolve)), release }
}

function stream(path: string, signal: AbortSignal): Response {
  const all = streams.get(path) ?? new Set()
  streams.set(path, all)
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      all.add(controller)
      controller.enqueue(new TextEncoder().encode('event: ready\ndata: {}\n\n'))
      signal.addEventListener('abort', () => all.delete(controller) && controller.error(new Error('left')))
    },
  })
  return new Response(body)
}

async function serve(address: string, { method = 'GET', headers, body, signal }: RequestInit): Promise<Response> {
  const { pathname: path, searchParams } = new URL(address, location.href)
  const one: Asked = { method, path, query: Object.fromEntries(searchParams), headers: headers as Asked['headers'], body: typeof body === 'string' ? JSON.parse(body) : body }
  asked.push(one)
  const reply = replies.get(`${method} ${path}`)
  if (!reply && path.endsWith('/live')) return stream(path, signal!)
  if (!reply) strangers.push(`${method} ${path}`)
  const answer = reply ? await reply(one) : refusal(404, 'not_found', `no test answers ${method} ${path}`)
  return answer instanceof Response ? answer : new Response(JSON.stringify(answer ?? null))
}

const catalogues = import.meta.glob<Catalogue>('@languages/*/screens/desk.json', { import: 'default' })
const load = (language: Language) => catalogue(catalogues, language, 'desk')

/**
 * Opens a page of the forum anew, as a reload does: nothing is left of what was in memory, all of what is on the disk.
 * `page` imports what it shows, so that this too begins anew.
 */
export async function visit(page: () => Promise<() => ReactNode>, rest = ''): Promise<void> {
  cleanup()
  vi.resetModules()
  const [{ Speaking }, { Shell }, { ForumPage }, { parseSearch, stringifySearch }] = await Promise.all([
    import('../ui/language.tsx'), import('./shell/Shell.tsx'), import('./shell/ForumPage.tsx'), import('./shell/address.ts'),
  ])
  const root = createRootRoute({ component: Shell })
  const forumRoute = createRoute({ getParentRoute: () => root, path: '/forums/$forum', component: ForumPage })
  const pageRoute = createRoute({ getParentRoute: () => forumRoute, path: 'here/{-$session}', component: await page() })
  const history = createMemoryHistory({ initialEntries: [`/forums/${forum}/here${rest}`] })
  const router = createRouter({ routeTree: root.addChildren([forumRoute.addChildren([pageRoute])]), history, parseSearch, stringifySearch })
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Speaking load={load}>
        <RouterProvider router={router as never} />
      </Speaking>
    </QueryClientProvider>,
  )
  await screen.findByRole('main')
}

/** Presses a button by the key of its words. */
export const press = async (key: string, values?: Parameters<typeof t>[1]): Promise<void> => user.click(await screen.findByRole('button', { name: t(key, values) }))
/** The page says this, by the key of its words; spaces that do not break are part of them. */
export const says = (key: string, values?: Parameters<typeof t>[1]): Promise<HTMLElement> => screen.findByText(t(key, values), { normalizer: (text) => text })
/** A field by the key of its words. */
export const field = <E extends HTMLElement = HTMLTextAreaElement>(key: string): Promise<E> => screen.findByLabelText<E>(t(key))
export async function type(key: string, words: string): Promise<void> {
  const one = await field(key)
  await user.clear(one)
  await user.type(one, words)
}

/** What jsdom has not: it lays nothing out, and knows no other tabs. */
function fillIn(): void {
  const locks = new Map<string, Promise<unknown>>()
  const request = (name: string, { signal }: { signal: AbortSignal }, work: () => Promise<unknown>) => {
    const mine = (locks.get(name) ?? Promise.resolve()).then(() => !signal.aborted && work())
    locks.set(name, mine.catch(() => undefined))
    return mine
  }
  Object.defineProperty(navigator, 'locks', { value: { request }, configurable: true })
  Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { value: 150, configurable: true })
  Object.defineProperty(Element.prototype, 'clientHeight', { value: 600, configurable: true })
  HTMLElement.prototype.scrollIntoView = () => undefined
  vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} })
  vi.stubGlobal('CSS', { escape: (id: string) => id })
  vi.stubGlobal('scrollTo', vi.fn())
}

beforeEach(() => {
  replies.clear()
  streams.clear()
  asked = []
  strangers = []
  localStorage.clear()
  fillIn()
  vi.stubGlobal('fetch', serve)
  answer('POST /api/sessions/token', () => ({ access_token: 'token', account: { id: 'a', login: 'aliya', name: 'Aliya', roles: { [forum]: ['secretary', 'organiser'] } } }))
  answer('GET /api/sessions/institution', () => ({ title: {}, accent: '', logo_url: '', languages: ['kk', 'ru', 'en'], time_zone: 'Asia/Almaty', address: 'https://forum.example' }))
  answer('GET /api/sessions/set-up', () => ({ open: false }))
  answer(`GET ${here.sessions}`, () => ({ id: forum, title: { ru: 'Forum' }, starts_on: '2026-11-29', time_zone: 'Asia/Almaty', quorum: {} }))
})

afterEach(() => {
  cleanup()
  expect(strangers).toEqual([])
})
