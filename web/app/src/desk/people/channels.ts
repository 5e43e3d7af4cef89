import { useQuery } from '@tanstack/react-query'
import { at } from '../data.ts'
import { api } from '../staff.ts'

/** The ways in which people can be written to here, in the words of their service. */
export const useChannels = (forum: string) =>
  useQuery({ queryKey: [forum, 'forum', 'channels'], queryFn: async () => (await api.get(`${at.notifications(forum)}/channels`)).items })
