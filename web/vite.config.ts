import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { keepPlaceholder } from './vite/keepPlaceholder.ts'
import { serviceWorker } from './vite/serviceWorker.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: at('./app'),
  plugins: [react(), keepPlaceholder(at('./dist')), serviceWorker({ source: at('./app/src/sw/sw.ts'), page: 't/index.html' })],
  // The package's own entry is the build for old browsers.
  resolve: { alias: [{ find: /^dexie$/, replacement: 'dexie/dist/modern/dexie.mjs' }, { find: '@languages', replacement: at('../pkg/words/languages') }] },
  build: {
    outDir: at('./dist'),
    emptyOutDir: false, // keepPlaceholder empties it and leaves the one tracked file
    target: ['chrome116', 'safari17.4', 'firefox124'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the policy allows no inline anything; every asset is a file of its own
    rolldownOptions: {
      input: { landing: at('./app/index.html'), missing: at('./app/missing.html'), address: at('./app/address.html'), tablet: at('./app/t/index.html'), desk: at('./app/desk/index.html') },
    },
  },
  server: {
    port: 5173,
    fs: { allow: [at('..')] }, // the languages' folder is pkg's
    proxy: { '/api': 'http://127.0.0.1:8080', '/way': 'http://127.0.0.1:8080', '/register': 'http://127.0.0.1:8080', '^/b(/|$)': 'http://127.0.0.1:8080' },
  },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node', testTimeout: 30_000 }, // fake-indexeddb on a busy machine
} as Parameters<typeof defineConfig>[0])
