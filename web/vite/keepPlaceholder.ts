import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/**
 * Empties the output folder before a build is written, except for the tracked file that lets the Go module build
 * without npm. A build that fails leaves the last good one.
 */
export function keepPlaceholder(folder: string): Plugin {
  return {
    name: 'shanyraq:keep-placeholder',
    apply: 'build',
    async buildEnd(error) {
      if (error) return
      await mkdir(folder, { recursive: true })
      const names = await readdir(folder)
      await Promise.all(names.filter((name) => name !== '.placeholder').map((name) => rm(join(folder, name), { recursive: true })))
    },
  }
}
