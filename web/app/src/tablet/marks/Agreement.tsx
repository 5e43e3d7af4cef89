import { useState } from 'react'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { Bar } from './Bars.tsx'
import { Hands } from './Counter.tsx'
import { Phones } from './Phones.tsx'
import { ByChoice, MoreSettings, Tick } from './Settings.tsx'
import { meanLevel } from './tally.ts'
import type { MarkingProps } from './useMarking.ts'

const ways = ['hands', 'phones'] as const
const fingers = [5, 4, 3, 2, 1, 0]
const nobody = [0, 0, 0, 0, 0, 0]

/** Fist of five: how far the group agrees, for the question of the step or for one suggestion. */
export function Agreement(props: MarkingProps) {
  const { t, language } = useSpeech()
  const { settings, set, ideas, round, sheet, totals, show } = props
  const by = settings.by === 'phones' ? 'phones' : 'hands'
  const [subject, setSubject] = useState(sheet.round)
  const shown = props.shown('agree') || !settings.hidden_count
  const question = read(round?.title ?? round?.question, language) || t('marks.question')
  return (
    <>
      <div className="way">
        <ByChoice ways={ways} by={by} set={set} />
        <MoreSettings>
          <Tick label={t('marks.hidden')} checked={settings.hidden_count} onChange={(hidden_count) => set({ hidden_count })} />
        </MoreSettings>
      </div>
      {by === 'phones' ? (
        <>
          <Phones {...props} rules={{ kind: 'agree', scale: 5 }} />
          {shown && <AllLevels {...props} />}
        </>
      ) : (
        <>
          <label className="subject">
            {t('marks.about')}
            <select className="field" value={subject} onChange={(event) => setSubject(event.target.value)}>
              <option value={sheet.round}>{question}</option>
              {ideas.map(({ id, number, text }) => (
                <option key={id} value={id}>
                  № {number} {text}
                </option>
              ))}
            </select>
          </label>
          <Fist {...props} key={subject} subject={subject} visible={shown} levels={totals.get(subject)?.levels ?? nobody} />
        </>
      )}
      {settings.hidden_count && !props.voting('agree') && (
        <div className="choices">
          <button className={shown ? 'button' : 'button primary'} onClick={() => show('agree', !shown)}>
            {t(shown ? 'marks.hide' : 'marks.show')}
          </button>
        </div>
      )}
    </>
  )
}

function Fist({ sheet, device, marks, subject, levels, visible, settings }: MarkingProps & { subject: string; levels: readonly number[]; visible: boolean }) {
  const { t } = useSpeech()
  const [current, setCurrent] = useState<number>()
  const most = Math.max(1, ...levels)
  const mean = meanLevel(levels)
  return (
    <>
      <ol className="fist" aria-label={t('marks.agreement')}>
        {fingers.map((level) => (
          <li key={level}>
            <b className="place">{level}</b>
            <p>{t(`marks.level${level}`)}</p>
            {visible ? <Bar value={levels[level]!} of={most} /> : <span />}
            {settings.hidden_count && !visible && current !== level ? (
              <button className="button" onClick={() => setCurrent(level)}>
                {t(levels[level] ? 'marks.counted' : 'marks.count')} <span className="visually-hidden">{level}</span>
              </button>
            ) : (
              <Hands sheet={sheet} device={device} marks={marks} of={{ suggestion_id: subject, kind: 'agree', level }} label={t('marks.handsAt', { level })} onFocus={() => setCurrent(level)} />
            )}
          </li>
        ))}
      </ol>
      {visible && mean !== undefined && <p className="sum">{t('marks.mean', { mean: round1(mean), count: levels.reduce((sum, people) => sum + people, 0) })}</p>}
      {visible && levels[0]! + levels[1]! + levels[2]! > 0 && <p className="note">{t('marks.listen')}</p>}
    </>
  )
}

/** What the phones say of each suggestion, those with the most support first. */
function AllLevels({ ideas, totals }: MarkingProps) {
  const { t } = useSpeech()
  const known = ideas.map((idea) => ({ idea, levels: totals.get(idea.id)?.levels ?? nobody })).map((one) => ({ ...one, mean: meanLevel(one.levels) }))
  return (
    <ol className="levels" aria-label={t('marks.result')}>
      {known
        .sort((a, b) => (b.mean ?? -1) - (a.mean ?? -1))
        .map(({ idea, levels, mean }) => (
          <li key={idea.id}>
            <p>
              <span className="number">№ {idea.number}</span> {idea.text}
            </p>
            <b className="value">{mean === undefined ? '–' : round1(mean)}</b>
            <ol>
              {levels.map((people, level) => (
                <li key={level} aria-label={t('marks.peopleAt', { count: people, level })}>
                  <Column value={people} of={Math.max(1, ...levels)} />
                  <b>{people}</b>
                  <span>{level}</span>
                </li>
              ))}
            </ol>
          </li>
        ))}
    </ol>
  )
}

function Column({ value, of }: { value: number; of: number }) {
  const height = (value / of) * 30
  return (
    <svg className="bar column" viewBox="0 0 20 30" aria-hidden="true">
      <rect className="track" width="20" height="30" />
      <rect y={30 - height} width="20" height={height} />
    </svg>
  )
}

const round1 = (value: number) => Math.round(value * 10) / 10
