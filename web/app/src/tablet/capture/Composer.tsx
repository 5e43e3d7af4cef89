import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react'
import { uuidv7 } from '../../core/uuid.ts'
import { excessOf } from '../../core/length.ts'
import { shows } from '../../core/text.ts'
import { useSpeech } from '../../ui/language.tsx'
import { LimitedArea } from '../../ui/Limited.tsx'
import { parted, tagBegun } from '../lines/tags.ts'
import { longestText, type SpokenLanguage } from '../lines/types.ts'
import { openedAt } from './opened.ts'
import { type NextUndo, undo } from '../lines/undo.ts'
import { typed } from '../lines/verbs.ts'
import { useTools } from '../tools.ts'
import type { ViewProps } from '../noun.ts'
import { DictateButton } from './DictateButton.tsx'
import { KeyRow } from './KeyRow.tsx'
import { SpeakerButton } from './SpeakerButton.tsx'
import { useSpeaker } from './useSpeaker.ts'
import { useKeptText } from './useKeptText.ts'

const TagRow = lazy(() => import('../aside/TagRow.tsx'))
const AskUndo = lazy(() => import('../aside/AskUndo.tsx'))
const TooLong = lazy(() => import('../aside/TooLong.tsx'))

const spoken: readonly SpokenLanguage[] = ['kk', 'ru']

/** The one large field. Enter puts the line on the list; nothing else is ever asked. */
export function Composer({ context, lines, round, say, show }: Pick<ViewProps, 'context' | 'lines' | 'round' | 'say' | 'show'>) {
  const { store, lines: kept, speaker } = useTools()
  const shown = useSpeaker()
  const authorId = useId()
  const session = context.session.id
  const { t } = useSpeech()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const [language, setLanguage] = useState<SpokenLanguage>('kk')
  const [asked, ask] = useState<NextUndo>()
  const id = useRef(uuidv7()) // of the line that this text will be, so that it is one line wherever Enter is pressed
  const words = parted(text).text
  const tooLong = excessOf(words, longestText) > 0
  const wording = useRef({ text, language })
  wording.current = { text, language }
  const keep = useKeptText(() => store.keepOwn('draft', session, { ...wording.current, id: id.current }))

  useEffect(() => {
    void Promise.all([store.own('draft', session), store.own('edit', session)]).then(([draft, edit]) => {
      const begun = kept.snapshot().lines.some((line) => line.id === draft?.id) ? undefined : draft // it is on the list already
      if (begun?.text && !wording.current.text) {
        id.current = begun.id ?? id.current
        setText(begun.text)
      }
      setLanguage(draft?.language ?? (context.session.language === 'ru' ? 'ru' : 'kk'))
      if (!edit) field.current?.focus()
    })
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once: the screen is made anew for another session
  }, [store, session])

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
    speaker.typing()
  }

  /** The field is given back before the line is written: the next idea may be typed at once, and a line that the disk refuses is held. */
  async function put(text: string, lineId: string): Promise<void> {
    // Under the name that stands at the field, if it still holds.
    const author_id = speaker.now() === shown.id ? shown.id : ''
    const line = typed({ ...parted(text), language }, { id: lineId, author_id })
    performance.mark('line:enter')
    const saved = await kept.put(line)
    if (!saved) return say(t('said.unwritten'))
    performance.measure('line:saved', 'line:enter')
    show(saved)
    say(t('said.saved', { number: saved.device_counter }))
  }

  async function add() {
    field.current?.focus()
    if (!shows(words) || tooLong) return
    const lineId = id.current
    id.current = uuidv7()
    setText('')
    keep.stop()
    ask(undefined)
    await put(text, lineId)
  }

  /** The first half is a line, the rest stays in the field. */
  function split(first: string, rest: string) {
    change(rest, language)
    field.current?.focus()
    void put(first, uuidv7())
  }

  async function takeBack(sure?: number) {
    const step = await undo(store, { since: openedAt, sure })
    const asks = step?.asks ? step : undefined
    ask(asks)
    if (!asks) {
      say(t(step ? 'said.undone' : 'said.nothingToUndo'))
      field.current?.focus()
    }
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
      {asked && <Suspense>{<AskUndo asked={asked} yes={() => void takeBack(asked.seq)} no={() => (ask(undefined), field.current?.focus())} />}</Suspense>}
      <p id={authorId} className="author" role="status" data-chosen={Boolean(shown.id)} hidden={!shown.known}>
        {t('composer.speaker', { name: shown.name })}
      </p>
      <LimitedArea
        ref={field}
        className="field"
        lang={language}
        aria-label={t('composer.label')}
        aria-describedby={authorId}
        placeholder={t('composer.placeholder')}
        enterKeyHint="done"
        autoCapitalize="sentences"
        limit={longestText}
        counted={words}
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
      {tooLong && <Suspense>{<TooLong text={text} limit={longestText} split={split} />}</Suspense>}
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
        <SpeakerButton lines={lines} round={round} speaker={shown.id} name={shown.name} done={() => field.current?.focus()} />
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
