import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build, type Plugin, type Rolldown } from 'vite'

type Options = { source: string; page: string }
type Bundle = Rolldown.OutputBundle

/**
 * Builds /sw.js after the application. The worker keeps exactly what the tablet page can reach, lazy parts included,
 * so that nothing of it needs the network, and nothing of the desk is downloaded to a tablet.
 */
export function serviceWorker({ source, page }: Options): Plugin {
  let folder = ''
  let publicFolder = ''
  return {
    name: 'shanyraq:service-worker',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir
      publicFolder = config.publicDir
    },
    async writeBundle(_, bundle) {
      const names = reachable(bundle, page)
      const assets = names.map((name) => ({ url: '/' + name, revision: null })) // hashed: the name is the revision
      const fixed = [
        { url: '/' + dirname(page) + '/', revision: await digest(join(folder, page)) },
        ...(await Promise.all(
          ['manifest.webmanifest', 'icon.svg'].map(async (name) => ({ url: '/' + name, revision: await digest(join(publicFolder, name)) })),
        )),
      ]
      await build({
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        define: { __PRECACHE__: JSON.stringify([...fixed, ...assets]), 'process.env.NODE_ENV': '"production"' },
        build: {
          outDir: folder,
          emptyOutDir: false,
          lib: { entry: source, formats: ['iife'], name: 'shanyraq', fileName: () => 'sw.js' },
        },
      })
    },
  }
}

/** Every hashed file that the page needs now or later, following static and dynamic imports and their styles. */
function reachable(bundle: Bundle, page: string): string[] {
  const chunks = Object.values(bundle).filter((output) => output.type === 'chunk')
  const entry = chunks.find((chunk) => chunk.facadeModuleId?.endsWith('/app/' + page))
  if (!entry) throw new Error(`no entry for ${page}`)
  const found = new Set<string>()
  const visit = (name: string) => {
    const chunk = bundle[name]
    if (found.has(name) || chunk?.type !== 'chunk') return
    found.add(name)
    chunk.viteMetadata?.importedCss.forEach((css) => found.add(css))
    chunk.viteMetadata?.importedAssets.forEach((asset) => found.add(asset))
    ;[...chunk.imports, ...chunk.dynamicImports].forEach(visit)
  }
  visit(entry.fileName)
  return [...found].sort()
}

async function digest(file: string): Promise<string> {
  return createHash('sha256').update(await readFile(file)).digest('hex').slice(0, 16)
}
