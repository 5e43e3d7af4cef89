import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { excessOf } from '../../core/length.ts'
import { shows } from '../../core/text.ts'
import { useSpeech } from '../../ui/language.tsx'
import { LimitedArea } from '../../ui/Limited.tsx'
import { parted, tagBegun } from '../lines/tags.ts'
import { type Line, longestText } from '../lines/types.ts'
import { reword, seenNow, withdraw } from '../lines/verbs.ts'
import { useTools } from '../tools.ts'
import { toField } from './toField.ts'
import { useKeptText } from './useKeptText.ts'

const TagRow = lazy(() => import('../aside/TagRow.tsx'))
const SpeakerPanel = lazy(() => import('../people/SpeakerPanel.tsx'))

interface EditorProps {
  line: Line
  open: () => void
  close: () => void
  say: (text: string) => void
}

/** Edits a line where it stands. Enter saves, Escape leaves it as it was. */
export function LineEditor({ line, open, close, say }: EditorProps) {
  const { store } = useTools()
  const { t } = useSpeech()
  const field = useRef<HTMLTextAreaElement>(null)
  const seen = useRef(seenNow(line))
  const [text, setText] = useState(seen.current.text)
  const [authors, showAuthors] = useState(false)
  const keep = useKeptText((text) => store.keepOwn('edit', line.session_id, { line_id: line.id, text, seen: seen.current }))

  useEffect(() => {
    field.current?.focus()
    field.current?.closest('li')?.scrollIntoView({ block: 'nearest' })
    void store.own('edit', line.session_id).then((edit) => {
      if (edit?.line_id !== line.id) return store.keepOwn('edit', line.session_id, { line_id: line.id, text: seen.current.text, seen: seen.current })
      seen.current = edit.seen
      setText(edit.text)
    })
  }, [store, line.id, line.session_id])

  function change(text: string) {
    setText(text)
    keep(text)
  }

  /** Gives the field back first, so the next idea may be typed at once; an edit that cannot be saved opens again. */
  async function leave(work?: () => Promise<void>, done = '') {
    keep.stop()
    flushSync(close)
    toField()
    try {
      await work?.()
    } catch (error) {
      console.warn(error)
      await store.keepOwn('edit', line.session_id, { line_id: line.id, text, seen: seen.current })
      open()
      return say(t('composer.notSaved'))
    }
    await store.forgetOwn('edit', line.session_id).catch(console.warn)
    if (done) say(done)
  }

  function closeAuthors() {
    showAuthors(false)
    field.current?.focus()
  }

  async function save() {
    const wording = { ...parted(text), language: line.language }
    if (!shows(wording.text) || excessOf(wording.text, longestText)) return field.current?.focus()
    await leave(() => reword(store, line.id, wording, seen.current), t('said.edited'))
  }

  return (
    <form
      className="editor"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      onKeyDown={(event) => {
        if (event.code === 'Escape') void leave()
        if (event.code === 'Enter' && event.target === field.current && !event.shiftKey && !event.nativeEvent.isComposing) {
          event.preventDefault()
          void save()
        }
      }}
    >
      <LimitedArea
        ref={field}
        className="field"
        lang={line.language}
        aria-label={t('line.editing')}
        limit={longestText}
        counted={parted(text).text}
        rows={2}
        value={text}
        onChange={(event) => change(event.target.value)}
      />
      {tagBegun.test(text) && <Suspense>{<TagRow field={field} typed={text} change={change} />}</Suspense>}
      <div className="actions">
        <button className="button primary">{t('line.save')}</button>
        <button type="button" className="button" onClick={() => void leave()}>
          {t('line.cancel')}
        </button>
        <button type="button" className="button quiet" onClick={() => void leave().then(() => (location.hash = `#later/${line.id}`))}>
          {t('line.later')}
        </button>
        <button type="button" className="button quiet" aria-expanded={authors} onClick={() => showAuthors(!authors)}>
          {t('line.author')}
        </button>
        <button type="button" className="button quiet danger" onClick={() => void leave(() => withdraw(store, line.id), t('said.withdrawn'))}>
          {t('line.withdraw')}
        </button>
      </div>
      {authors && <Suspense>{<SpeakerPanel line={line} close={closeAuthors} />}</Suspense>}
    </form>
  )
}
