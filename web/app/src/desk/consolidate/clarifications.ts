import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { all, at } from '../data.ts'

/** What the secretariat asked a yurt back about a suggestion, and what came back. */
export interface Clarification {
  id: string
  suggestion_id: string
  suggestion_number: number
  session_id: string
  state: 'open' | 'answered'
  text: string
  language: string
  asked_at: string
  answer: string
  answer_language: string
  answered_at?: string
}

export type AskedOf = ReadonlyMap<string, readonly Clarification[]>

/** Every question of the forum, in the order in which they were asked. */
export const useClarifications = (forum: string) =>
  useQuery({ queryKey: [forum, 'clarifications'], queryFn: () => all<Clarification>(`${at.facilitation(forum)}/clarifications`) })

/** The questions by the suggestion they are about. */
export function useAskedOf(clarifications: readonly Clarification[] | undefined): AskedOf {
  return useMemo(() => {
    const asked = new Map<string, Clarification[]>()
    for (const one of clarifications ?? []) asked.set(one.suggestion_id, [...(asked.get(one.suggestion_id) ?? []), one])
    return asked
  }, [clarifications])
}
