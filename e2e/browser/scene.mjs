// The scene of a browser test: a forum with one session, a network, and tablets; all its own, and gone when it ends.
import { test as nodeTest } from 'node:test'
import { newForum, newSession, pairingCode } from './installation.mjs'
import { startProxy } from './proxy.mjs'
import { Tablet } from './tablet.mjs'

const shots = process.env.SHANYRAQ_SCREENSHOTS

/** Of the test that runs: a file's tests run one after another. */
export let forum
export let session
export let proxy

let ends = []
let tablets = []

/** A test on a fresh scene; when it fails it tells what its tablets knew. */
export function test(name, work) {
  nodeTest(name, async (t) => {
    try {
      forum = await newForum()
      session = await newSession(forum)
      proxy = await newProxy()
      await work()
    } catch (error) {
      for (const tablet of tablets) t.diagnostic(await tablet.describe().catch(String))
      throw error
    } finally {
      for (const end of ends.toReversed()) await end()
      ends = []
      tablets = []
    }
  })
}

/** Done when the test has ended, the last first. */
export const atTheEnd = (end) => void ends.push(end)

export async function newProxy() {
  const made = await startProxy()
  atTheEnd(() => made.stop())
  return made
}

/** Through the scene's network unless it is given one of its own; `how` is what `Tablet.start` takes. */
export async function newTablet({ through = proxy, copyOf, ...how } = {}) {
  const tablet = new Tablet(through, copyOf)
  atTheEnd(() => tablet.dispose())
  tablets.push(tablet)
  return tablet.start(how)
}

export async function pairedTablet({ to = session, ...how } = {}) {
  return (await newTablet(how)).pair(await pairingCode(to))
}

/** Pictures for a person to look at; only when a folder is given. */
export async function look(page, name) {
  if (!shots) return
  const size = page.viewportSize()
  for (const [width, height] of [[1280, 800], [800, 1280], [390, 844]]) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: `${shots}/${name}-${width}.png` })
  }
  await page.setViewportSize(size)
}
