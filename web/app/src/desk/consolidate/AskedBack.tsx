import { useState } from 'react'
import { uuidv7 } from '../../core/uuid.ts'
import { timeOfDay } from '../../core/timeOfDay.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { Failure } from '../shell/Failure.tsx'
import { field, Form } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { api } from '../staff.ts'
import type { Proposal } from '../types.ts'
import './asked.css'
import type { Clarification } from './clarifications.ts'

/** The questions about a proposal's suggestions, each with the yurt's answer or the word that it is awaited. */
export function AskedBack({ asked }: { asked: readonly Clarification[] }) {
  const { t } = useSpeech()
  if (!asked.length) return null
  return (
    <ul className="asked-back" aria-label={t('clarify.list')}>
      {asked.map((one) => (
        <li key={one.id} data-state={one.state}>
          <p>
            <span className="soft">{t('clarify.asked', { number: one.suggestion_number, time: timeOfDay(one.asked_at) })}</span>{' '}
            <span lang={one.language}>{one.text}</span>
          </p>
          {one.state === 'answered' ? (
            <p>
              <span className="pill good">{t('clarify.answered')}</span>{' '}
              <q lang={one.answer_language === 'mixed' ? undefined : one.answer_language}>{one.answer}</q>
            </p>
          ) : (
            <p>
              <span className="pill waiting">{t('clarify.waiting')}</span>
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}

const languages = ['kk', 'ru', 'en'] as const

/** One question to the yurt in which the words were said. */
export function AskForm({ forum, proposal, onDone }: { forum: string; proposal: Proposal; onDone: () => void }) {
  const { t, language } = useSpeech()
  const said = proposal.suggestions.filter((one) => one.session_id)
  const [id] = useState(uuidv7) // kept while the form is open: asking again after a lost answer asks once
  const ask = useWrite(forum, ({ about, ...body }: { about: string; text: string; language: string }) =>
    api.post(`${at.facilitation(forum)}/suggestions/${about}/clarifications`, { id, ...body }),
    () => changed('clarifications', id),
  )
  const own = said[0]?.language
  return (
    <Form
      label={t('clarify.title')}
      onCancel={onDone}
      onSubmit={(form) =>
        ask.mutate({ about: field(form, 'about') || said[0]!.id, text: field(form, 'question'), language: field(form, 'language') }, { onSuccess: onDone })
      }
    >
      {said.length > 1 && (
        <label>
          {t('clarify.about')}
          <select className="field" name="about">
            {said.map((one) => (
              <option key={one.id} value={one.id}>
                № {one.number}. {one.text}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        {t('clarify.question')}
        <textarea className="field" name="question" rows={2} required maxLength={1000} />
      </label>
      <label className="short">
        {t('clarify.language')}
        <select className="field" name="language" defaultValue={languages.find((code) => code === own) ?? language}>
          {languages.map((code) => (
            <option key={code} value={code}>
              {t(`text.${code}`)}
            </option>
          ))}
        </select>
      </label>
      <p className="soft">{t('clarify.hint')}</p>
      <Failure error={ask.error} />
      <FormActions busy={ask.isPending} save={t('clarify.send')} onCancel={onDone} />
    </Form>
  )
}
