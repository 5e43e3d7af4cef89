import { useQuery } from '@tanstack/react-query'
import type { Text } from '../../core/i18n.ts'
import { at } from '../data.ts'
import { api } from '../staff.ts'

/** What people are asked to agree to: one version of the forum's text. */
export interface ConsentText {
  version: string
  operator: Text
  until: string // last day; '' = until the purpose is reached
  address: string
  processing: Text
  notifications: Text
}

export type Scope = 'processing' | 'notifications'

/** One entry of what a person agreed to or withdrew, with the words that were read. */
export interface ConsentRecord {
  scope: Scope
  channel: string
  text_version: string
  language: string
  operator: string
  until: string
  given: boolean
  changed_at: string
  words: string
}

export const useConsentText = (forum: string) =>
  useQuery({ queryKey: [forum, 'forum', 'consent-text'], queryFn: () => api.get<ConsentText>(`${at.sessions(forum)}/consent-text`) })

export const useConsents = (forum: string, person: string) =>
  useQuery({
    queryKey: [forum, 'participants', 'consents', person],
    queryFn: async () => (await api.get<{ items: ConsentRecord[] }>(`${at.sessions(forum)}/participants/${person}/consents`)).items,
  })
