import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { parted, tagBegun } from '../store/tags.ts'
import type { SpokenLanguage } from '../store/types.ts'
import { capture, undo } from '../store/verbs.ts'
import { useTools } from '../tools.ts'
import type { ViewProps } from '../views.tsx'
import { DictateButton } from './DictateButton.tsx'
import { KeyRow } from './KeyRow.tsx'
import { SpeakerButton } from './SpeakerButton.tsx'
import { useKeptText } from './useKeptText.ts'

const TagRow = lazy(() => import('../aside/TagRow.tsx'))

const spoken: readonly SpokenLanguage[] = ['kk', 'ru']

/** The one large field. Enter puts the line on the list; nothing else is ever asked. */
export function Composer({ lines, round, say, show }: Pick<ViewProps, 'lines' | 'round' | 'say' | 'show'>) {
  const { store } = useTools()
  const { t } = useSpeech()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const [language, setLanguage] = useState<SpokenLanguage>('kk')
  const [failed, setFailed] = useState(false)
  const wording = useRef({ text, language })
  wording.current = { text, language }
  const keep = useKeptText(() => store.keep('draft', wording.current))

  useEffect(() => {
    void Promise.all([store.fact('draft'), store.fact('edit'), store.fact('context')]).then(([draft, edit, context]) => {
      setText((typed) => typed || (draft?.text ?? ''))
      const own = context?.session.language
      setLanguage(draft?.language ?? (own === 'ru' ? 'ru' : 'kk'))
      if (!edit) field.current?.focus()
    })
  }, [store])

  function change(text: string, language: SpokenLanguage) {
    wording.current = { text, language }
    setText(text)
    setLanguage(language)
    keep(text)
  }

  /** What was dictated stands in the field until a person has read it. */
  function dictated(words: string) {
    const { text, language } = wording.current
    change([text.trimEnd(), words].filter(Boolean).join(' '), language)
  }

  async function add() {
    const line = { ...parted(text), language }
    if (!line.text) return
    setText('') // before the save: the next idea may be typed at once
    keep.stop()
    performance.mark('line:enter')
    try {
      const saved = await capture(store, line)
      performance.measure('line:saved', 'line:enter')
      show(saved)
      setFailed(false)
      say(t('said.saved', { number: saved.device_counter }))
    } catch (error) {
      console.error(error)
      setFailed(true)
      setText((typed) => [text, typed].filter(Boolean).join('\n'))
    }
    field.current?.focus()
  }

  async function takeBack() {
    say((await undo(store)) ? t('said.undone') : t('said.nothingToUndo'))
    field.current?.focus()
  }

  return (
    <form
      className="composer"
      data-language={language}
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      {failed && (
        <p className="failed" role="alert">
          {t('composer.notSaved')}
        </p>
      )}
      <textarea
        ref={field}
        className="field"
        lang={language}
        aria-label={t('composer.label')}
        placeholder={t('composer.placeholder')}
        enterKeyHint="done"
        autoCapitalize="sentences"
        maxLength={2000}
        rows={1}
        value={text}
        onChange={(event) => change(event.target.value, language)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.code === 'Enter' && !event.shiftKey) {
            event.preventDefault()
            void add()
          }
          if (event.code === 'KeyZ' && (event.ctrlKey || event.metaKey) && !text) {
            event.preventDefault()
            void takeBack()
          }
        }}
      />
      {tagBegun.test(text) && <Suspense>{<TagRow field={field} typed={text} change={(text) => change(text, language)} />}</Suspense>}
      <KeyRow fallback={field} />
      <div className="actions">
        <div className="switch" role="radiogroup" aria-label={t('composer.language')}>
          {spoken.map((code) => (
            <label key={code}>
              <input
                type="radio"
                name="language"
                checked={language === code}
                onChange={() => {
                  change(text, code)
                  field.current?.focus()
                }}
              />
              <span lang={code}>{t(`composer.${code}`)}</span>
            </label>
          ))}
        </div>
        <button type="button" className="button" onClick={() => void takeBack()}>
          <UndoArrow /> <span>{t('composer.undo')}</span>
        </button>
        <DictateButton language={language} insert={dictated} done={() => field.current?.focus()} />
        <SpeakerButton lines={lines} round={round} done={() => field.current?.focus()} />
        <button className="button primary add">{t('composer.add')}</button>
      </div>
    </form>
  )
}

function UndoArrow() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d="M7 4 3 8l4 4M3 8h9a5 5 0 0 1 0 10H9" />
    </svg>
  )
}
