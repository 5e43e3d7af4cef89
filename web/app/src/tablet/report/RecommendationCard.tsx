import { useState } from 'react'
import type { Language } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { LimitedArea, LimitedInput } from '../../ui/Limited.tsx'
import type { Line } from '../lines/types.ts'
import { longest, missing, type Part, type Recommendation } from './report.ts'
import { Sources } from './Sources.tsx'

interface CardProps {
  one: Recommendation
  number: number
  of: number
  /** Somebody wanted to confirm: what is incomplete is marked. */
  checked: boolean
  lines: readonly Line[]
  change: (now: Recommendation) => void
  move: (by: -1 | 1) => void
  remove: () => void
}

/** One recommendation being worded: what, by whom, until when. The second language is one touch away. */
export function RecommendationCard({ one, number, of, checked, lines, change, move, remove }: CardProps) {
  const { t, language } = useSpeech()
  // The language it was said in comes first, and stays there while somebody words it.
  const [first] = useState<Language>(() => (one.text.kk && !one.text.ru ? 'kk' : one.text.ru && !one.text.kk ? 'ru' : language === 'ru' ? 'ru' : 'kk'))
  const second: Language = first === 'kk' ? 'ru' : 'kk'
  const lacks = checked ? missing(one) : []
  const wrong = (part: Part) => (lacks.includes(part) ? { 'aria-invalid': true, 'aria-describedby': `${one.id}-lacks` } : {})
  const word = (language: Language) => (event: { target: { value: string } }) => change({ ...one, text: { ...one.text, [language]: event.target.value } })
  return (
    <li className="recommendation" aria-label={t('report.number', { number })}>
      <div className="recommendation-head">
        <b className="number">{number}</b>
        <button className="button quiet" disabled={number === 1} aria-label={t('report.up', { number })} onClick={() => move(-1)}>↑</button>
        <button className="button quiet" disabled={number === of} aria-label={t('report.down', { number })} onClick={() => move(1)}>↓</button>
        <button className="button quiet danger" aria-label={t('report.removeNumber', { number })} onClick={remove}>{t('report.remove')}</button>
      </div>
      <label>
        <span>{t('report.what')} · {t(`composer.${first}`)}</span>
        <LimitedArea id={`${one.id}-text`} className="field" rows={3} limit={longest.text} lang={first} value={one.text[first] ?? ''} {...wrong('text')} onChange={word(first)} />
      </label>
      <details open={Boolean(one.text[second])}>
        <summary>{t(`report.also.${second}`)}</summary>
        <LimitedArea className="field" rows={3} limit={longest.text} lang={second} aria-label={`${t('report.what')} · ${t(`composer.${second}`)}`} value={one.text[second] ?? ''} onChange={word(second)} />
      </details>
      <div className="who-until">
        <label>
          <span>{t('report.who')}</span>
          <LimitedInput className="field" limit={longest.who} value={one.who} placeholder={t('report.whoHint')} {...wrong('who')} onChange={(event) => change({ ...one, who: event.target.value })} />
        </label>
        <label>
          <span>{t('report.until')}</span>
          <LimitedInput className="field" limit={longest.until} value={one.until} placeholder={t('report.untilHint')} {...wrong('until')} onChange={(event) => change({ ...one, until: event.target.value })} />
        </label>
      </div>
      {lacks.length > 0 && (
        <p className="lacks" id={`${one.id}-lacks`}>
          {t('report.lacks', { parts: lacks.map((part) => t(`report.part.${part}`)).join(', ') })}
        </p>
      )}
      <Sources ids={one.suggestion_ids} lines={lines} />
    </li>
  )
}
