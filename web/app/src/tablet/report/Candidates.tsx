import { useMemo } from 'react'
import { type Text, read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { board } from '../groups/groups.ts'
import { rowsOf } from '../groups/keep.ts'
import type { Line } from '../lines/types.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { mostDrafted, type Recommendation } from './report.ts'

export type Picked = Pick<Recommendation, 'text' | 'suggestion_ids'>

interface CandidatesProps {
  lines: readonly Line[]
  all: readonly Recommendation[]
  add: (picked: Picked) => void
  sessionId: string
}

/** What a recommendation can be made of: the session's groups and lines. What is carried already is marked. */
export function Candidates({ lines, all, add, sessionId }: CandidatesProps) {
  const { store } = useTools()
  const { t, language } = useSpeech()
  const rows = useLive(() => rowsOf(store, sessionId), [store, sessionId])
  const standing = useMemo(() => lines.filter((line) => !line.withdrawn), [lines])
  const groups = useMemo(() => board(rows ?? [], standing.map(({ id }) => id)).groups.filter(({ cards }) => cards.length), [rows, standing])
  const carried = new Set(all.flatMap(({ suggestion_ids }) => suggestion_ids))
  const full = all.length >= mostDrafted
  const wordsOf = (id: string) => standing.find((line) => line.id === id)?.text ?? ''
  return (
    <section className="candidates" aria-labelledby="candidates-title">
      <h2 id="candidates-title">{t('report.pick')}</h2>
      {!standing.length && <p className="soft">{t('report.noLines')}</p>}
      {groups.length > 0 && (
        <>
          <h3>{t('report.groups')}</h3>
          <ul>
            {groups.map(({ id, title, cards }) => {
              const text = read(title, language) || cards.map(wordsOf).join(' · ')
              const words: Text = title.kk || title.ru ? title : asText(standing.find((line) => line.id === cards[0])!)
              return (
                <Candidate key={id} text={`${text} (${cards.length})`} carried={cards.every((card) => carried.has(card))} full={full}
                  label={t('report.addGroup', { text })} add={() => add({ text: words, suggestion_ids: cards })} />
              )
            })}
          </ul>
          <h3>{t('report.lines')}</h3>
        </>
      )}
      <ul>
        {standing.map((line) => (
          <Candidate key={line.id} text={line.text} lang={line.language} carried={carried.has(line.id)} full={full}
            label={t('report.addLine', { text: line.text })} add={() => add({ text: asText(line), suggestion_ids: [line.id] })} />
        ))}
      </ul>
    </section>
  )
}

interface CandidateProps {
  text: string
  label: string
  lang?: string
  carried: boolean
  full: boolean
  add: () => void
}

function Candidate({ text, label, lang, carried, full, add }: CandidateProps) {
  const { t } = useSpeech()
  return (
    <li>
      <p lang={lang}>{text}</p>
      {carried ? (
        <span className="soft">✓ {t('report.carried')}</span>
      ) : (
        <button className="button" disabled={full} aria-label={label} onClick={add}>
          {t('report.add')}
        </button>
      )}
    </li>
  )
}

function asText({ text, language }: Line): Text {
  return { [language === 'ru' ? 'ru' : 'kk']: text }
}
