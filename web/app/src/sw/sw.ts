/// <reference lib="webworker" />
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching'

declare const self: ServiceWorkerGlobalScope
declare const __PRECACHE__: { url: string; revision: string | null }[]

/** The tablet opens from here, network or not. Only files are kept: what people said lives in IndexedDB. */
precacheAndRoute(__PRECACHE__, { cleanURLs: false })
cleanupOutdatedCaches()

/** A new version waits until the facilitator agrees: an update never interrupts a session. */
self.addEventListener('message', (event) => {
  if (event.data === 'update') void self.skipWaiting()
})

/** The very first worker serves the page that installed it, so that its lazy parts work without a network too. */
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
