// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { router } from './router.tsx'

/** What is done on a page is told in the bar of its frame (Installation, ForumPage), with its way back. */
test('every page stands in a frame with the bar that says what was done', () => {
  // The list of forums and the proof of an invitation change nothing that could be taken back; the set-up has a bar of its own.
  const bare = ['__root__', '/', '/setup', '/invited']
  const ids = Object.keys(router.routesById)
  expect(ids.length).toBeGreaterThan(20)
  expect(ids.filter((id) => !/^\/(installation|forums\/\$forum)(\/|$)/.test(id)).toSorted()).toEqual(bare.toSorted())
})
