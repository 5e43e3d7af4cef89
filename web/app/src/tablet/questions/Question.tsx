import { useRef, useState } from 'react'
import { excessOf } from '../../core/length.ts'
import { shows } from '../../core/text.ts'
import { LimitedArea } from '../../ui/Limited.tsx'
import { toField } from '../capture/toField.ts'
import { useKeptText } from '../capture/useKeptText.ts'
import { answer } from './clarifications.ts'
import { isOpen } from './isOpen.ts'
import { type Clarification } from './types.ts'
import { type Line, longestText, type SpokenLanguage } from '../lines/types.ts'
import { useTools } from '../tools.ts'
import { useAside } from '../aside/words.ts'

/** What the secretariat asks, and the yurt's answer or the way to give it. */
export function Question({ asked, line }: { asked: Clarification; line?: Line }) {
  const { t } = useAside()
  const [answering, setAnswering] = useState(Boolean(line && asked.draft)) // what was begun is gone on with in one place: above the list
  const theirs = asked.state === 'answered' && asked.answer !== asked.own?.text
  return (
    <div className="question-asked" data-state={isOpen(asked) ? 'open' : 'answered'}>
      <p>
        <b>{line ? t('ask.about', { text: shortened(line.text) }) : t('ask.here')}</b> <span lang={asked.language}>{asked.text}</span>
      </p>
      {asked.own && (
        <p>
          <b>{t(asked.state === 'answered' ? 'ask.answered' : 'ask.kept')}</b> <q lang={asked.own.language}>{asked.own.text}</q>
        </p>
      )}
      {theirs && (
        <p>
          <b>{t(asked.own ? 'ask.otherFirst' : 'ask.answeredElsewhere')}</b> <q lang={asked.answer_language || undefined}>{asked.answer}</q>
        </p>
      )}
      {isOpen(asked) &&
        (answering ? (
          <AnswerForm asked={asked} language={line?.language ?? asked.language} close={() => setAnswering(false)} />
        ) : (
          <button className="button" onClick={() => setAnswering(true)}>
            {t('ask.answer')}
          </button>
        ))}
    </div>
  )
}

function AnswerForm({ asked, language, close }: { asked: Clarification; language: SpokenLanguage; close: () => void }) {
  const { store } = useTools()
  const { t } = useAside()
  const [text, setText] = useState(asked.draft ?? '')
  const field = useRef<HTMLTextAreaElement>(null)
  const keep = useKeptText((draft) => store.clarifications.update(asked.id, { draft }))

  async function send() {
    const words = text.trim()
    if (!shows(words) || excessOf(words, longestText)) return field.current?.focus()
    keep.stop()
    await answer(store, asked.id, { text: words, language })
    toField()
  }

  return (
    <form
      className="answer"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
      onKeyDown={(event) => {
        if (event.code === 'Escape') close()
        if (event.code === 'Enter' && event.target === field.current && !event.shiftKey && !event.nativeEvent.isComposing) {
          event.preventDefault()
          void send()
        }
      }}
    >
      <LimitedArea
        ref={field}
        className="field"
        autoFocus
        lang={language}
        aria-label={t('ask.label')}
        rows={1}
        limit={longestText}
        counted={text.trim()}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          keep(event.target.value)
        }}
      />
      <div className="actions">
        <button className="button primary">{t('ask.send')}</button>
        <button type="button" className="button quiet" onClick={close}>
          {t('ask.later')}
        </button>
      </div>
    </form>
  )
}

const shortened = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text)
