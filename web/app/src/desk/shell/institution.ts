import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../staff.ts'

const style = '/api/sessions/institution/style.css'

/** Whose desk this is; undefined until it is known. */
export const useInstitution = () => useQuery({ queryKey: ['institution'], queryFn: () => api.get('/api/sessions/institution'), staleTime: 5 * 60_000 }).data

/** Puts the institution's colour on the whole page, once, for the shell. */
export function useHouseStyle(accent: string | undefined): void {
  useEffect(() => {
    if (!accent) return
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = `${style}?v=${accent.slice(1)}`
    document.head.append(link)
    return () => link.remove()
  }, [accent])
}
