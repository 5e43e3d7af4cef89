import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Decided, SettingChange } from '../../core/contract/sessions.d.ts'
import { api } from '../staff.ts'

/** A setting and the service that keeps it. */
export type Setting = Decided & { service: string }
export type Change = SettingChange & { service: string }

const services = ['sessions', 'notifications', 'decisions', 'facilitation'] as const

/** In the order in which they are thought of: whose this is, who gets in, the post, the forum, the rest. */
export const groups = ['institution', 'sign_in', 'mail', 'letter', 'forum', 'question', 'tablet', 'photo', 'hiding', 'import'] as const

async function ofAll<T>(path: string): Promise<(T & { service: string })[]> {
  const parts = await Promise.all(services.map(async (service) => (await api.call<{ items: T[] }>(`/api/${service}/${path}`)).body.items.map((one) => ({ ...one, service }))))
  return parts.flat()
}

export const useSettings = (wanted = true) => useQuery({ queryKey: ['settings'], queryFn: () => ofAll<Decided>('settings'), enabled: wanted })

/** Where letters go at the moment, and why they wait if they do. */
export const useMail = (wanted = true) => useQuery({ queryKey: ['mail'], queryFn: () => api.get('/api/notifications/mail'), enabled: wanted })

export const useChanges = (wanted: boolean) =>
  useQuery({
    queryKey: ['setting-changes'],
    queryFn: async () => (await ofAll<SettingChange>('setting-changes')).toSorted((a, b) => b.at.localeCompare(a.at)),
    enabled: wanted,
  })

/** Decides a setting; null takes its default back. Everything that shows settings reads them anew. */
export function useDecide() {
  const client = useQueryClient()
  return async ({ service, key, version }: Pick<Setting, 'service' | 'key' | 'version'>, value: unknown): Promise<void> => {
    try {
      await api.call(`/api/${service}/settings/${key}`, { method: 'PUT', body: { value, version } })
    } finally {
      await Promise.all(['settings', 'setting-changes', 'institution', 'mail'].map((key) => client.invalidateQueries({ queryKey: [key] })))
    }
  }
}

/** A secret is never shown, so an empty field of one means that it stays. */
export const isChanged = ({ kind, value }: Setting, now: unknown): boolean => (kind === 'secret' ? now !== '' : JSON.stringify(now) !== JSON.stringify(value))
export const startOf = ({ kind, value }: Setting): unknown => (kind === 'secret' ? '' : value)
