import { lazy, Suspense, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import type { SpokenLanguage } from '../lines/types.ts'

const Dictation = lazy(() => import('../aside/Dictation.tsx'))
const canListen = 'SpeechRecognition' in window || 'webkitSpeechRecognition' in window

/** Voice into the field, only where the browser has it. */
export function DictateButton({ language, insert, done }: { language: SpokenLanguage; insert: (words: string) => void; done: () => void }) {
  const { t } = useSpeech()
  const [open, setOpen] = useState(false)
  if (!canListen) return null
  return (
    <>
      <button type="button" className="button dictate" aria-label={t('composer.dictate')} aria-expanded={open} onClick={() => setOpen(!open)}>
        <svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
          <path d="M10 2a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V5a3 3 0 0 1 3-3zM4 10a6 6 0 0 0 12 0M10 16v3" />
        </svg>
      </button>
      {open && <Suspense>{<Dictation language={language} insert={insert} close={() => (setOpen(false), done())} />}</Suspense>}
    </>
  )
}
