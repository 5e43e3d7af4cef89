import { useEffect, useState } from 'react'

/** Whether the report is being read out. Back closes the reading and not the session. */
export function useReading(): [boolean, (on: boolean) => void] {
  const [reading, setReading] = useState(() => Boolean((history.state as { aloud?: boolean } | null)?.aloud))
  useEffect(() => {
    const moved = () => setReading(Boolean((history.state as { aloud?: boolean } | null)?.aloud))
    addEventListener('popstate', moved)
    return () => removeEventListener('popstate', moved)
  }, [])
  return [
    reading,
    (on) => {
      if (!on) return history.back()
      history.pushState({ aloud: true }, '')
      setReading(true)
    },
  ]
}
