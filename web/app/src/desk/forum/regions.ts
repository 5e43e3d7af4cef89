import { useQuery } from '@tanstack/react-query'
import { api } from '../staff.ts'

export const useRegions = () => useQuery({ queryKey: ['regions'], queryFn: async () => (await api.get('/api/sessions/regions')).items, staleTime: Infinity })
export const useThemeSets = () => useQuery({ queryKey: ['theme-sets'], queryFn: async () => (await api.get('/api/sessions/theme-sets')).items, staleTime: Infinity })
