import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { allVerbs, openStore } from '../nouns.ts'
import { tabletApi } from '../store/access.ts'
import { Queue } from '../store/queue.ts'
import { FakeServer } from './fakeServer.ts'
import { lineOf } from './jobs.ts'

/** A tablet as version 13 of the database has left it, when lines had a queue of their own. */
async function formerTablet(indexedDB: IDBFactory): Promise<void> {
  const old = new Dexie('tablet', { indexedDB, IDBKeyRange })
  old.version(13).stores({
    lines: '++pos, &id, session_id',
    jobs: '++seq, state, line_id',
    undo: '++seq, session_id',
    facts: '&key',
    errands: '++seq, &id, state, key, session_id',
    clarifications: '&id, session_id',
    photos: '&id, session_id',
    people: '&id',
    marks: '&key, round_id, session_id',
    polls: '&round_id, session_id',
    reports: '&session_id',
    groups: '&id, session_id',
    groupSteps: '++seq, session_id',
    offers: '&id, session_id',
    yurts: '&id',
  })
  const wording = (text: string) => ({ text, language: 'kk', tags: [] })
  const line = (id: string, text: string, now = {}) => ({ id, forum_id: 'f', session_id: 's', round_id: '', theme_id: '', author_id: '', device_id: 'd', device_counter: 1, said: { ...wording(text), at: '2026-06-01T10:00:00Z' }, ...wording(text), state: 'saved', withdrawn: false, ...now })
  await old.table('facts').bulkAdd([
    { key: 'device', value: { id: 'd', secret: 's', access_token: 'token-1', name: '' } },
    { key: 'context', value: { forum: { id: 'f', title: {} }, session: { id: 's', title: {} }, rounds: [], themes: [] } },
  ])
  await old.table('lines').bulkAdd([
    line('there', 'бұрынғы', wording('түзетілген')),
    line('first', 'бірінші'),
    line('undone', 'қате', { withdrawn: true }),
    line('sent', 'екінші', { state: 'sent', ...wording('екінші, түзетілген') }),
    line('refused', 'ұзын', { state: 'stuck', problem: { code: 'text_too_long', detail: '' } }),
  ])
  const job = (line_id: string, kind: string, more = {}) => ({ forum_id: 'f', line_id, kind, state: 'waiting', attempts: 0, ...more })
  const edit = (line_id: string, edit_id: string, text: string, seen_text: string) => job(line_id, 'reword', { edit_id, ...wording(text), base_version: 1, seen_text })
  await old.table('jobs').bulkAdd([
    edit('there', 'edit of there', 'түзетілген', 'бұрынғы'),
    job('first', 'capture'),
    job('undone', 'capture', { state: 'held' }),
    job('sent', 'capture', { attempts: 1 }),
    edit('sent', 'edit of sent', 'екінші, түзетілген', 'екінші'),
    job('refused', 'capture', { state: 'parked', attempts: 1 }),
  ])
  await old.table('errands').bulkAdd([
    { id: 'e1', forum_id: 'f', session_id: 's', kind: 'marks', key: 'marks/1', method: 'POST', path: '/api/facilitation/forums/f/rounds/r/marks', body: { marks: [] }, state: 'waiting', attempts: 0 },
    { id: 'e2', forum_id: 'f', session_id: 's', kind: 'author', key: 'author:there', method: 'POST', path: '/api/facilitation/forums/f/suggestions/there/author', body: { author_id: 'a' }, state: 'waiting', attempts: 1 },
  ])
  old.close()
}

test('what lay unsent in the two queues of an older version is sent by the one, lines first, each under its old name', async () => {
  const indexedDB = new IDBFactory()
  await formerTablet(indexedDB)
  const store = openStore('tablet', { indexedDB, IDBKeyRange })
  const server = new FakeServer()
  server.suggestions.set('there', { id: 'there', forum_id: 'f', session_id: 's', number: 1, receipt: 'R', text: 'бұрынғы', original_text: 'бұрынғы', language: 'kk', received_at: '2026-06-01T10:00:00Z', state: 'received', version: 1 })
  const fetch = (async (url: string, init: RequestInit) => (String(url).endsWith('/marks') ? (server.requests.push({ path: new URL(url).pathname, body: {}, token: null }), Response.json({ receipts: [] })) : server.fetch(url, init))) as typeof globalThis.fetch
  const queue = new Queue({ verbs: allVerbs, store, api: tabletApi(store, () => 'kk', { origin: 'http://tablet.test', fetch }) })
  await queue.flush()

  expect(server.requests.map(({ path }) => path.split('/forums/f')[1])).toEqual(['/suggestions', '/suggestions/there/reword', '/suggestions/sent/reword', '/rounds/r/marks', '/suggestions/there/author'])
  expect((server.requests[0]!.body.suggestions as { id: string }[]).map(({ id }) => id)).toEqual(['first', 'sent'])
  expect([...server.edits]).toEqual(['edit of there', 'edit of sent'])
  expect([...server.suggestions.values()].map(({ text }) => text)).toEqual(['түзетілген', 'бірінші', 'екінші, түзетілген'])
  // What was undone stays undone, and what was refused still waits for a person.
  expect((await store.errands.toArray()).map(({ key, kind, state }) => [key, kind, state])).toEqual([['line:undone', 'capture', 'held'], ['line:refused', 'capture', 'parked']])
  expect(await lineOf(store, 'refused')).toMatchObject({ state: 'stuck' })
  expect([...store.tables.map(({ name }) => name)]).not.toContain('jobs')
  expect([...store.backendDB().objectStoreNames]).not.toContain('jobs')
})
