import type { ProposalView } from '../../core/contract/decisions.d.ts'
import type { AskRequest, Clarification } from '../../core/contract/facilitation.d.ts'
import { called, languages } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { changed } from '../lists/changes.ts'
import { Area } from '../shell/Area.tsx'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { field, Form } from '../shell/Form.tsx'
import { FormActions } from '../shell/FormActions.tsx'
import { useDraft } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { useForumTime } from '../when.ts'
import './asked.css'

/** The questions about a proposal's suggestions, each with the yurt's answer or the word that it is awaited. */
export function AskedBack({ asked }: { asked: readonly Clarification[] }) {
  const { t } = useSpeech()
  const { time } = useForumTime()
  if (!asked.length) return null
  return (
    <ul className="asked-back" aria-label={t('clarify.list')}>
      {asked.map((one) => (
        <li key={one.id} data-state={one.state}>
          <p>
            <span className="soft">{t('clarify.asked', { number: one.suggestion_number, time: time(one.asked_at) })}</span>{' '}
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

/** One question to the yurt in which the words were said. */
export function AskForm({ forum, proposal, onDone }: { forum: string; proposal: ProposalView; onDone: () => void }) {
  const { t, language } = useSpeech()
  const said = proposal.suggestions.filter((one) => one.session_id)
  const draft = useDraft(`proposal/${proposal.id}/ask`)
  const done = useDone()
  const leave = () => (draft.close(), onDone())
  const ask = useWrite(forum, ({ about, ...body }: AskRequest & { about: string }) =>
    api.post(`${at.facilitation(forum)}/suggestions/${about}/clarifications`, { id: draft.id, ...body }),
    () => changed('clarifications', draft.id),
  )
  const own = said[0]?.language
  return (
    <Form
      draft={draft}
      label={t('clarify.title')}
      onCancel={leave}
      sure={() => t('clarify.sure')}
      onSubmit={(form) =>
        ask.mutate({ about: field(form, 'about') || said[0]!.id, text: field(form, 'question'), language: field(form, 'language') as AskRequest['language'] }, { onSuccess: () => (draft.drop(), onDone(), done(t('done.asked'))) })
      }
    >
      {said.length > 1 && (
        <label>
          {t('clarify.about')}
          <select className="field" name="about" defaultValue={draft.value('about', said[0]!.id)}>
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
        <Area name="question" rows={2} required limit={1000} value={draft.value('question')} />
      </label>
      <label className="short">
        {t('clarify.language')}
        <select className="field" name="language" defaultValue={draft.value('language', languages.find((code) => code === own) ?? language)}>
          {languages.map((code) => (
            <option key={code} value={code}>
              {called(code, t(`text.${code}`))}
            </option>
          ))}
        </select>
      </label>
      <p className="soft">{t('clarify.hint')}</p>
      <Failure error={ask.error} />
      <FormActions busy={ask.isPending} save={t('clarify.send')} onCancel={leave} />
    </Form>
  )
}
