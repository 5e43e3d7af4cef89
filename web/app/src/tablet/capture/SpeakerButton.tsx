import { lazy, Suspense, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import type { Line } from '../lines/types.ts'
import type { Round } from '../place/types.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'

const SpeakerPanel = lazy(() => import('../people/SpeakerPanel.tsx'))

/** Who is speaking: a quiet button that says the name; the choice opens above the field. */
export function SpeakerButton({ lines, round, speaker, name, done }: { lines: readonly Line[]; round: Round | undefined; speaker: string; name: string; done: () => void }) {
  const { store } = useTools()
  const { t } = useSpeech()
  const turns = Boolean(round?.settings?.speaking_turns)
  const [asked, setAsked] = useState<boolean>()
  const here = useLive(() => store.people.count(), [store])
  const open = asked ?? (turns && Boolean(here)) // a round in which everybody speaks in turn shows whose turn it is

  function close(chosen = false) {
    if (!chosen || !turns) setAsked(false)
    done()
  }

  return (
    <>
      <button type="button" className="button speaker-button" aria-expanded={open} aria-label={t('composer.speaker', { name })} onClick={() => setAsked(!open)}>
        <Head /> <span>{name}</span>
      </button>
      {open && <Suspense>{<SpeakerPanel speaker={speaker} byItself={asked === undefined} close={close} turns={{ lines, round }} />}</Suspense>}
    </>
  )
}

function Head() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
      <circle cx="10" cy="6" r="3.5" />
      <path d="M3 18a7 7 0 0 1 14 0" />
    </svg>
  )
}
