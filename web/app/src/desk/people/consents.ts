import { useQuery } from '@tanstack/react-query'
import { at } from '../data.ts'
import { api } from '../staff.ts'

export const useConsentText = (forum: string) =>
  useQuery({ queryKey: [forum, 'forum', 'consent-text'], queryFn: () => api.get(`${at.sessions(forum)}/consent-text`) })

export const useConsents = (forum: string, person: string) =>
  useQuery({
    queryKey: [forum, 'participants', 'consents', person],
    queryFn: async () => (await api.get(`${at.sessions(forum)}/participants/${person}/consents`)).items,
  })
