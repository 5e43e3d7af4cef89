import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { QueryOf } from '../../core/contract.ts'
import { SuggestionSource } from '../../core/contract/enums.ts'
import type { Applied, Undone } from '../../core/contract/facilitation.d.ts'
import { called, languages, read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useThemes } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useForum } from '../shell/ForumPage.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { api } from '../staff.ts'
import { FileField } from './FileField.tsx'
import { Busy, Found, type Row } from './Found.tsx'
import { patience, useIntake } from './useIntake.ts'

const spoken = [...languages, 'mixed']
/** What lines that say nothing of it are. */
type Defaults = QueryOf<`/api/facilitation/forums/${string}/imports`, 'post'>
const sources = SuggestionSource.filter((one) => one !== 'session' && one !== 'form')

/** Suggestions that came by other channels, from a file: looked at first, then stored, and taken back if it was the wrong file. */
export function Intake() {
  const { t, language } = useSpeech()
  const forum = useForum()
  const themes = useThemes(forum).data ?? []
  const path = `${at.facilitation(forum)}/imports` as const
  const [defaults, setDefaults] = useState<Defaults>({ source: 'other' })
  const [file, setFile] = useState<File>()
  const [undone, setUndone] = useState<Undone>()
  const say = useDone()
  const intake = useIntake(forum, {
    reads: (file, query: Defaults) => api.post(path, file, { query, ...patience }),
    applies: (id, leave_out) => api.post(`${path}/${id}/apply`, { leave_out }, patience),
    changes: { suggestions: { grew: true }, proposals: { grew: true } },
  })
  const { found, applied, reading, storing } = intake

  function look(at: File, query: Defaults) {
    setFile(at)
    setUndone(undefined)
    intake.read(at, query)
  }
  /** What stands for lines that say nothing changes what the lines are: they are looked at anew. */
  function choose(change: Defaults) {
    const now = { ...defaults, ...change }
    setDefaults(now)
    if (file && found) look(file, now)
  }
  const restart = () => (setFile(undefined), intake.restart())
  const apply = (id: string) => (leaveOut: number[]) =>
    intake.apply(leaveOut, ({ applied }) => say(t('done.imported', { count: applied }), applied ? async () => setUndone(await undo(id)) : undefined))
  const undo = (id: string) => api.post(`${path}/${id}/undo`, undefined, patience)

  const theme = (id: string) => read(themes.find((one) => one.id === id)?.title, language)
  const cell = (column: string, row: Row) =>
    column === 'theme' ? theme(String(row.theme_id)) : column === 'language' ? called(String(row.language), t(`spoken.${row.language}`)) : column === 'source' ? t(`intake.source.${row.source}`) : String(row[column] ?? '')

  return (
    <>
      <PageTitle>{t('intake.title')}</PageTitle>
      <div className="card stack">
        <p className="soft">{t('intake.hint')}</p>
        <fieldset className="stack">
          <legend>{t('intake.defaults')}</legend>
          <div className="columns">
            <label>
              {t('intake.language')}
              <select className="field" value={defaults.language ?? ''} disabled={storing} onChange={({ target }) => choose({ language: (target.value || undefined) as Defaults['language'] })}>
                <option value="">{t('intake.inFile')}</option>
                {spoken.map((one) => <option key={one} value={one}>{called(one, t(`spoken.${one}`))}</option>)}
              </select>
            </label>
            <label>
              {t('intake.theme')}
              <select className="field" value={defaults.theme_id ?? ''} disabled={storing} onChange={({ target }) => choose({ theme_id: target.value })}>
                <option value="">{t('intake.noTheme')}</option>
                {themes.map((one) => <option key={one.id} value={one.id}>{read(one.title, language)}</option>)}
              </select>
            </label>
            <label>
              {t('intake.channel')}
              <select className="field" value={defaults.source} disabled={storing} onChange={({ target }) => choose({ source: target.value as Defaults['source'] })}>
                {sources.map((one) => <option key={one} value={one}>{t(`intake.source.${one}`)}</option>)}
              </select>
            </label>
          </div>
        </fieldset>
        <FileField busy={reading || storing} onFile={(file) => look(file, defaults)} />
        {file && <p className="soft words">{file.name}</p>}
        {reading && <Busy label={t('import.reading')} />}
        <Failure error={intake.error} />
        {found && <Found key={found.id} found={found} cell={cell} busy={storing} onApply={apply(found.id)} onCancel={restart} />}
        {applied && <Result forum={forum} applied={applied} undone={undone} />}
      </div>
    </>
  )
}

function Result({ forum, applied, undone }: { forum: string; applied: Applied; undone?: Undone }) {
  const { t } = useSpeech()
  const { first_number: first, last_number: last } = applied
  return (
    <>
      {undone && <p>{t('intake.undone', { count: undone.withdrawn })}</p>}
      {undone && undone.kept > 0 && <p>{t('intake.kept', { count: undone.kept })}</p>}
      {!undone && applied.already > 0 && <p>{t('import.known', { count: applied.already })}</p>}
      {!undone && applied.refused > 0 && <p>{t('intake.refused', { count: applied.refused })}</p>}
      {first > 0 && (
        <p>
          <Link to="/forums/$forum/consolidate" params={{ forum }} search={{ numbers: `${first}-${last}` } as never}>
            {t('intake.show', { number: first === last ? String(first) : `${first}–${last}` })}
          </Link>
        </p>
      )}
    </>
  )
}
