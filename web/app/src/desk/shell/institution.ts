import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../staff.ts'

const style = '/api/sessions/institution/style.css'

/** Whose desk this is: its name and logo stand on top, and its colour everywhere. */
export function useInstitution() {
  const institution = useQuery({ queryKey: ['institution'], queryFn: () => api.get('/api/sessions/institution'), staleTime: 5 * 60_000 }).data
  const accent = institution?.accent
  useEffect(() => {
    if (!accent) return
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = `${style}?v=${accent.slice(1)}`
    document.head.append(link)
    return () => link.remove()
  }, [accent])
  return institution
}
