import { expect, test } from 'vitest'
import { Drafts, untouched, valuesOf } from './drafts.ts'

/** localStorage as browsers have it; one that is full takes nothing. */
function storage(full = false): Storage {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    key: (i) => [...items.keys()][i] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      if (full) throw new DOMException('full', 'QuotaExceededError')
      items.set(key, value)
    },
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  }
}
const fresh = { id: 'made-once', version: 3, seen: { text: 'as it was' } }
const typed = { text_kk: ['жазылған'] }

test('what was typed comes back after a reload with the version it was typed on', () => {
  const disk = storage()
  const before = new Drafts('anna:forum:', disk)
  before.opened('measure/1/edit', fresh)
  before.keep('measure/1/edit', typed)
  const after = new Drafts('anna:forum:', disk)
  expect(after.open()).toEqual(['measure/1/edit'])
  // Meanwhile a colleague saved version 4: the form still says 3, so that saving is refused and both are shown.
  expect(after.opened('measure/1/edit', { id: 'another', version: 4, seen: { text: 'newer' } })).toMatchObject({ ...fresh, values: typed })
})

test('a form that was left keeps its words but does not open by itself; an untouched one leaves nothing', () => {
  const disk = storage()
  const drafts = new Drafts('anna:forum:', disk)
  for (const thing of ['proposal/1/reword', 'proposal/2/reword']) drafts.opened(thing, fresh)
  drafts.keep('proposal/1/reword', typed)
  for (const thing of ['proposal/1/reword', 'proposal/2/reword']) drafts.close(thing)
  expect(drafts.open()).toEqual([])
  expect(disk.length).toBe(1)
  expect(new Drafts('anna:forum:', disk).get('proposal/1/reword')?.values).toEqual(typed)
})

test('saved is saved: nothing comes back', () => {
  const disk = storage()
  const drafts = new Drafts('anna:forum:', disk)
  drafts.opened('question/1/count', fresh)
  drafts.keep('question/1/count', typed)
  drafts.drop('question/1/count')
  expect(disk.length).toBe(0)
  expect(drafts.opened('question/1/count', { ...fresh, version: 9 })).toMatchObject({ version: 9, values: null })
})

test('nobody sees the drafts of another account or forum', () => {
  const disk = storage()
  const drafts = new Drafts('anna:forum:', disk)
  drafts.opened('measure/1/edit', fresh)
  drafts.keep('measure/1/edit', typed)
  for (const scope of ['erlan:forum:', 'anna:other:']) expect(new Drafts(scope, disk).open()).toEqual([])
})

test('a store that refuses, or holds rubbish, loses nothing that is on the page', () => {
  for (const disk of [storage(true), undefined]) {
    const drafts = new Drafts('anna:forum:', disk)
    drafts.opened('measure/1/edit', fresh)
    drafts.keep('measure/1/edit', typed)
    expect(drafts.get('measure/1/edit')?.values).toEqual(typed)
  }
  const disk = storage()
  disk.setItem('shanyraq.draft:anna:forum:measure/1/edit', 'no json')
  expect(new Drafts('anna:forum:', disk).open()).toEqual([])
})

test('after a month nobody comes back for it', () => {
  const disk = storage()
  const drafts = new Drafts('anna:forum:', disk)
  drafts.opened('measure/1/edit', fresh)
  drafts.keep('measure/1/edit', typed)
  expect(new Drafts('anna:forum:', disk, Date.now() + 31 * 24 * 3600_000).open()).toEqual([])
  expect(disk.length).toBe(0)
})

test('having seen the newer version, one saves over it', () => {
  const drafts = new Drafts('anna:forum:', storage())
  drafts.opened('measure/1/edit', fresh)
  drafts.keep('measure/1/edit', typed)
  drafts.rebase('measure/1/edit', 4, { text: 'newer' })
  expect(drafts.get('measure/1/edit')).toMatchObject({ version: 4, seen: fresh.seen, latest: { text: 'newer' }, values: typed })
})

test('listeners hear of forms that open and close', () => {
  const drafts = new Drafts('anna:forum:', storage())
  let heard = 0
  const stop = drafts.subscribe(() => heard++)
  const unmount = drafts.mount('measure/1/edit')
  expect(drafts.open()).toEqual(['measure/1/edit'])
  expect(drafts.open()).toBe(drafts.open()) // React asks for the same answer while nothing has changed
  unmount()
  expect(drafts.open()).toEqual([])
  stop()
  drafts.mount('measure/2/edit')
  expect(heard).toBe(2)
})

test('the fields by name, several of one name too', () => {
  const form = new FormData()
  for (const [name, value] of [['text_kk', 'а'], ['allows', 'capture'], ['allows', 'mark']]) form.append(name!, value!)
  form.append('file', new Blob(['x']))
  expect(valuesOf(form)).toEqual({ text_kk: ['а'], allows: ['capture', 'mark'] })
})

test('what I did not touch is as the colleague left it', () => {
  const seen = { kk: 'а', ru: 'б', days: { from: 1 } }
  expect(untouched({ kk: 'менікі', ru: 'б', days: { from: 1 } }, seen, { kk: 'әріптестікі', ru: 'его', days: { from: 2 } })).toEqual({ kk: 'менікі', ru: 'его', days: { from: 2 } })
})
