import { sleep } from '../core/backoff.ts'
import { owed } from './lines/owed.ts'
import type { Tools } from './hearing.ts'

const everyMs = 60_000

interface Battery {
  level: number
  charging: boolean
}

/** Chromium tells of the battery, others do not; none is no trouble. */
async function battery(): Promise<{ battery?: number; charging?: boolean }> {
  const found = await (navigator as { getBattery?: () => Promise<Battery> }).getBattery?.().catch(() => undefined)
  return found ? { battery: Math.round(found.level * 100), charging: found.charging } : {}
}

/** The application on this tablet, by the name of its file: another build has another one. */
const version = (): string => /-([\w-]{8})\.js/.exec(document.querySelector<HTMLScriptElement>('script[type=module]')?.src ?? '')?.[1] ?? ''

/** Once a minute the organisers hear how this tablet is. It is told or not: nothing waits for it and nothing is kept of it. */
export async function tellOfItself({ store, api }: Tools, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const [device, context] = await Promise.all([store.fact('device'), store.fact('context')])
    if (device && context) {
      const { going, parked, stranded } = await owed(store)
      const unsent = going + parked + [...stranded.values()].reduce((sum, one) => sum + one, 0)
      const body = { ...(await battery()), version: version(), at: new Date().toISOString(), unsent }
      await api.call(`/api/sessions/forums/${context.forum.id}/devices/${device.id}/pulse`, { method: 'POST', body, signal }).catch(() => undefined)
    }
    await sleep(everyMs, signal).catch(() => undefined)
  }
}
