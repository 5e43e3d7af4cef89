import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'

export type Address = Readonly<Record<string, string | undefined>>

/** Addresses say what they say: "?q=14" is the text 14 and not a number. */
export const parseSearch = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search))

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) if (value !== undefined && value !== '') params.set(name, String(value))
  return params.size ? `?${params}` : ''
}

/**
 * Filters, search and place stand in the address: what one sees can be sent to a colleague, and is there again after Back
 * and a reload. Another filter begins at the top.
 */
export function useAddress(): [Address, (change: Address) => void] {
  const address = useSearch({ strict: false }) as Address
  const navigate = useNavigate()
  const set = useCallback(
    (change: Address) =>
      void navigate({ to: '.', search: (before: Address) => ({ ...before, at: undefined, ...change }), replace: true, resetScroll: false } as never),
    [navigate],
  )
  return [address, set]
}

/** What is typed into the search, which the address follows a moment later, when nobody types. */
export function useSought(name = 'q'): [typed: string, type: (words: string) => void, words: string] {
  const [{ [name]: words = '' }, set] = useAddress()
  const [typed, setTyped] = useState(words)
  const told = useRef(words) // what this field has put into the address
  useEffect(() => {
    if (words !== told.current) setTyped((told.current = words)) // somebody went back
  }, [words])
  useEffect(() => {
    const wanted = typed.trim()
    if (wanted === told.current) return
    const timer = setTimeout(() => set({ [name]: (told.current = wanted) || undefined }), 200)
    return () => clearTimeout(timer)
  }, [typed, name, set])
  return [typed, setTyped, words]
}

/** The place in a list, and the way to note another. */
export function usePlace(name = 'at'): [place: number, note: (place: number) => void] {
  const [{ [name]: place }, set] = useAddress()
  const note = useCallback((to: number) => set({ [name]: to > 0 ? String(to) : undefined }), [name, set])
  return [Math.max(0, Math.trunc(Number(place) || 0)), note]
}
