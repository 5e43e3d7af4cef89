// The system's Chromium, as every browser test starts it.
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'

export const { chromium, devices } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const args = '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(' ')

try {
  accessSync(executablePath, constants.X_OK)
} catch {
  throw new Error(`no Chromium at ${executablePath}: install your system's package (Debian: apt-get install chromium) or set CHROMIUM to its path`)
}

/** What Playwright is given; `flags`: more of Chromium's switches. */
export const how = (flags = []) => ({ executablePath, args: [...args, ...flags] })

export const launch = () => chromium.launch(how())
