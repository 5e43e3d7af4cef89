/// <reference lib="webworker" />
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching'

declare const self: ServiceWorkerGlobalScope
declare const __PRECACHE__: { url: string; revision: string | null }[]

/** The tablet opens from here, network or not. Only files are kept: what people said lives in IndexedDB. */
precacheAndRoute(__PRECACHE__, { cleanURLs: false })
cleanupOutdatedCaches()

interface Routing extends ExtendableEvent {
  addRoutes?(rules: { condition: { urlPattern: string }; source: 'network' | 'cache' }[]): void
}

/**
 * What needs no decision passes the worker by. Chromium lets a new version in when the old one has stopped, and a request
 * that starts the old one again at that moment holds the new one back until the app has been silent for half a minute.
 * A browser without this asks the worker, as it always has.
 */
self.addEventListener('install', (event: Routing) =>
  event.addRoutes?.([
    { condition: { urlPattern: '/api/*' }, source: 'network' },
    { condition: { urlPattern: '/assets/*' }, source: 'cache' },
  ]),
)

/** A new version waits until the facilitator agrees: an update never interrupts a session. */
self.addEventListener('message', (event) => {
  if (event.data === 'update') void self.skipWaiting()
})

/** The very first worker serves the page that installed it, so that its lazy parts work without a network too. */
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
