import { useState, useSyncExternalStore } from 'react'

/** The waiting version of the app, if there is one. It never takes over by itself: see sw.ts. */
let waiting: ServiceWorker | null = null
let asked = false
/** "Later" holds until the app is closed: neither a reload nor a still newer version asks again in the same session. */
const putOff = 'shanyraq.updateLater'
/** The new version comes within a second. One that does not is not waited for: the app opens anew, and asks again if it has to. */
const patience = 3000
const listeners = new Set<() => void>()

interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string }
}

/** Registers the service worker and looks for a newer one. The only script address made at run time is this one. */
export function watchForUpdates(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const policies = (window as { trustedTypes?: Policies }).trustedTypes
  const address = policies?.createPolicy('shanyraq', { createScriptURL: () => '/sw.js' }).createScriptURL('') ?? '/sw.js'
  const { serviceWorker } = navigator
  const updated = Boolean(serviceWorker.controller)
  serviceWorker.addEventListener('controllerchange', () => {
    if (asked) return location.reload()
    if (!updated) return // the very first one
    // Another tab agreed; this one moves when its user agrees, or when it needs a part of the old version that nobody has any more.
    tell(serviceWorker.controller)
    addEventListener('vite:preloadError', () => location.reload())
  })
  void serviceWorker.register(address, { scope: '/t/', updateViaCache: 'none' }).then((registration) => {
    const look = () => serviceWorker.controller && registration.waiting && !sessionStorage.getItem(putOff) && tell(registration.waiting)
    look()
    registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look))
    setInterval(() => void registration.update().catch(() => {}), 60 * 60 * 1000)
  })
}

function tell(worker: ServiceWorker | null): void {
  waiting = worker
  listeners.forEach((listener) => listener())
}

export function useUpdate(): { ready: boolean; busy: boolean; update: () => void; later: () => void } {
  const [busy, setBusy] = useState(false)
  const worker = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => waiting,
  )
  return {
    ready: Boolean(worker),
    busy,
    later: () => {
      sessionStorage.setItem(putOff, '1')
      tell(null)
    },
    update: () => {
      asked = true
      setBusy(true)
      if (worker === navigator.serviceWorker.controller) return location.reload()
      setTimeout(() => location.reload(), patience)
      // A still newer version may have taken the place of the one that was told.
      void navigator.serviceWorker.getRegistration('/t/').then((registration) => (registration?.waiting ?? worker)?.postMessage('update'))
    },
  }
}
