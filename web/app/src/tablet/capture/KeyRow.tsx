import { type RefObject, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'

const letters = ['ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'і']

/** The nine letters that a Russian keyboard lacks. They go into whichever text field is being typed in. */
export function KeyRow({ fallback }: { fallback: RefObject<HTMLTextAreaElement | null> }) {
  const { t } = useSpeech()
  const [shift, setShift] = useState(false)

  function type(letter: string) {
    const active = document.activeElement
    const field = active instanceof HTMLTextAreaElement ? active : fallback.current
    if (!field) return
    field.focus()
    const startsSentence = /(^|[.!?]\s+)$/.test(field.value.slice(0, field.selectionStart))
    const text = shift || startsSentence ? letter.toLocaleUpperCase('kk') : letter
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end')
    field.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertText' }))
    setShift(false)
  }

  return (
    // Focus stays in the field, so the keyboard of the system stays up.
    <div className="keys" role="group" aria-label={t('composer.keys')} onPointerDown={(event) => event.preventDefault()}>
      {letters.map((letter) => (
        <button key={letter} type="button" lang="kk" onClick={() => type(letter)}>
          {shift ? letter.toLocaleUpperCase('kk') : letter}
        </button>
      ))}
      <button type="button" aria-label={t('composer.shift')} aria-pressed={shift} onClick={() => setShift(!shift)}>
        ⇧
      </button>
    </div>
  )
}
