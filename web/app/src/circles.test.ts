import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'

/** Imports run one way: of types and of what is loaded later, too. */

const root = fileURLToPath(new URL('./', import.meta.url))

function importsOf(file: string): string[] {
  const code = readFileSync(root + file, 'utf8')
  const { staticImports, staticExports, dynamicImports } = parseSync(file, code).module
  const named = [...staticImports.map(({ moduleRequest }) => moduleRequest), ...staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest))]
  const later = dynamicImports.map(({ moduleRequest: { start, end } }) => code.slice(start + 1, end - 1))
  const ofTypes = [...code.matchAll(/typeof import\('([^']+)'\)/g)].map(([, name]) => name!)
  return [...named.flatMap((name) => name?.value ?? []), ...later, ...ofTypes].filter((name) => name.startsWith('.')).map((name) => posix.join(posix.dirname(file), name))
}

/** Each circle once, by the files that it goes through. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = []
  const done = new Set<string>()
  const way: string[] = []
  function follow(file: string): void {
    if (way.includes(file)) return void circles.push(way.slice(way.indexOf(file)))
    if (done.has(file)) return
    way.push(file)
    for (const next of imports.get(file) ?? []) follow(next)
    done.add(way.pop()!)
  }
  for (const file of imports.keys()) follow(file)
  return circles
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))
const imports = new Map(files.map((file) => [file, importsOf(file)]))

test('no import leads back to where it began', () => {
  expect([...imports.values()].flat().length).toBeGreaterThan(500)
  expect(circlesIn(imports)).toEqual([])
})

test('the store of the tablet knows none of the nouns that are kept in it', () => {
  const own = /^(core|tablet\/store)\//
  const theirs = files.filter((file) => file.startsWith('tablet/store/') && !file.endsWith('.test.ts'))
  expect(theirs.length).toBeGreaterThan(5)
  expect(theirs.flatMap((file) => imports.get(file)!.filter((name) => !own.test(name)).map((name) => `${file} ← ${name}`))).toEqual([])
})
