import type { ReactNode } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { useDone } from './Done.tsx'

/** Copies an address. A browser outside of a secure context has no clipboard: the address then stands there to be marked. */
export function Copy({ text, label, children }: { text: string; label: string; children: ReactNode }) {
  const { t } = useSpeech()
  const done = useDone()
  if (!navigator.clipboard) return <input className="field on-screen" readOnly aria-label={label} value={text} onFocus={(event) => event.target.select()} />
  return <button className="button on-screen" onClick={() => void navigator.clipboard.writeText(text).then(() => done(t('copied')))}>{children}</button>
}
