import { useEffect, useSyncExternalStore } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import type { Round } from '../place/types.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'

/** Who speaks now, and the name as it is written at the field; `known`: there is somebody who could be chosen. */
export function useSpeaker(): { id: string; name: string; known: boolean } {
  const { store, speaker } = useTools()
  const { t } = useSpeech()
  const id = useSyncExternalStore(speaker.subscribe, speaker.now)
  const people = useLive(() => store.people.toArray(), [store])
  const name = people?.find((person) => person.id === id)?.name
  return { id, name: name || t(id ? 'composer.badge' : 'composer.nobody'), known: Boolean(people?.length) }
}

/** A step, a new round and silence end it, whichever screen is on (see speaker.ts). */
export function useSpeakerEnds(session: string, round: Round | undefined): void {
  const { speaker } = useTools()
  const here = [session, round?.id, round?.state].join(' ')
  useEffect(() => speaker.inRound(here), [speaker, here])
  useEffect(() => {
    addEventListener('input', speaker.typing)
    document.addEventListener('visibilitychange', speaker.typing)
    return () => {
      removeEventListener('input', speaker.typing)
      document.removeEventListener('visibilitychange', speaker.typing)
    }
  }, [speaker])
}
