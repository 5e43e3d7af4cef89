import { useEffect, useRef, useState } from 'react'

const isAloud = () => Boolean((history.state as { aloud?: boolean } | null)?.aloud)

/** Whether the report is being read out. Back closes the reading and not the session; a reload stays in it. */
export function useReading(): [boolean, (on: boolean) => void] {
  const [reading, setReading] = useState(isAloud)
  const pushed = useRef(false)
  useEffect(() => {
    const moved = () => setReading(isAloud())
    addEventListener('popstate', moved)
    return () => removeEventListener('popstate', moved)
  }, [])
  return [
    reading,
    (on) => {
      if (on) {
        history.pushState({ aloud: true }, '')
        pushed.current = true
        setReading(true)
      } else if (pushed.current) {
        pushed.current = false
        history.back()
      } else {
        // Reloaded while it was open: what lies behind may be another page.
        history.replaceState(null, '')
        setReading(false)
      }
    },
  ]
}
