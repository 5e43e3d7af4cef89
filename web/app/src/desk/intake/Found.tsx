import { useState } from 'react'
import type { SuggestionImport } from '../../core/contract/facilitation.d.ts'
import type { Preview as PeopleImport } from '../../core/contract/sessions.d.ts'
import { useSpeech } from '../../ui/language.tsx'
import './intake.css'

/** A file as the server has understood it, before anything of it is stored. */
type Preview = PeopleImport | SuggestionImport
export type Row = Readonly<Record<string, unknown>>
type Fault = Preview['errors'][number]

export interface Props {
  found: Preview
  /** What a cell says to people, where that is not what stands in it. */
  cell?: (column: string, row: Row) => string
  busy: boolean
  onApply: (leaveOut: number[]) => void
  onCancel: () => void
}

/** What would happen, line by line: a person looks at it and then lets it happen, or not. */
export function Found({ found, cell = (column, row) => String(row[column] ?? ''), busy, onApply, onCancel }: Props) {
  const { t } = useSpeech()
  const [leftOut, leaveOut] = useState<ReadonlySet<number>>(new Set())
  const lines = [...new Set(found.alike.map(({ line }) => line))]
  const take = found.ready - leftOut.size
  return (
    <>
      <p role="status">{t('import.preview', { count: found.ready, rows: found.rows })}</p>
      {found.known > 0 && <p>{t('import.known', { count: found.known })}</p>}
      {found.sample.length > 0 && <Sample found={found} cell={cell} />}
      {found.ignored_columns.length > 0 && <p className="soft words">{t('import.ignored', { columns: found.ignored_columns.join(', ') })}</p>}
      <Faults title={t('import.errors', { count: found.errors.length })} faults={found.errors} />
      <Faults title={t('import.warnings', { count: found.warnings.length })} faults={found.warnings} />
      {found.alike.length > 0 && (
        <details className="found" open={found.alike.length <= few}>
          <summary>{t('import.alike', { count: found.alike.length })}</summary>
          {lines.length > 1 && (
            <label>
              <input type="checkbox" checked={leftOut.size === lines.length} onChange={({ target }) => leaveOut(new Set(target.checked ? lines : []))} /> {t('import.leaveAll')}
            </label>
          )}
          <ul className="rows">
            {found.alike.map(({ line, text, other_line, other_text }, i) => (
              <li key={i}>
                <div className="grow">
                  <p><strong>{t('import.line', { line })}:</strong> {text}</p>
                  <p className="soft">{other_line ? `${t('import.line', { line: other_line })}: ` : t('import.stored')} {other_text}</p>
                </div>
                <label>
                  <input type="checkbox" checked={leftOut.has(line)} onChange={() => leaveOut(new Set(leftOut.has(line) ? [...leftOut].filter((one) => one !== line) : [...leftOut, line]))} />{' '}
                  {t('import.leaveOut')} <span className="visually-hidden">{t('import.line', { line })}</span>
                </label>
              </li>
            ))}
          </ul>
        </details>
      )}
      {busy && <Busy label={t('import.storing')} />}
      <div className="actions">
        <button className="button primary" disabled={!take || busy} onClick={() => onApply([...leftOut])}>{t('import.apply', { count: take })}</button>
        <button className="button quiet" disabled={busy} onClick={onCancel}>{t('cancel')}</button>
      </div>
    </>
  )
}

/** So many of a kind are shown at once; more are behind their heading. */
const few = 20

/** Long work goes on; how long it will take nobody can tell. */
export function Busy({ label }: { label: string }) {
  return (
    <p role="status" className="busy">
      {label} <progress aria-label={label} />
    </p>
  )
}

/** The columns as they were understood, with the first lines under them. */
function Sample({ found: { columns, sample }, cell }: { found: Preview; cell: NonNullable<Props['cell']> }) {
  const { t } = useSpeech()
  return (
    <div className="sample" role="region" aria-label={t('import.sample')} tabIndex={0}>
      <table>
        <caption>{t('import.sample')}</caption>
        <thead>
          <tr>
            {columns.map(({ heading, column, field }) => (
              <th key={column} scope="col">
                {heading} <span className="soft">→ {field}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sample.map((row, i) => (
            <tr key={i}>{columns.map(({ column }) => <td key={column}>{cell(column, row)}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Faults({ title, faults }: { title: string; faults: readonly Fault[] }) {
  const { t } = useSpeech()
  if (!faults.length) return null
  return (
    <details className="found" open={faults.length <= few}>
      <summary>{title}</summary>
      <ul className="rows">
        {faults.map(({ line, field, detail }, i) => (
          <li key={i}>
            <strong>{t('import.line', { line })}</strong> <span className="grow">{field && `${field}: `}{detail}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
