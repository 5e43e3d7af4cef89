import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'

interface Preview {
  id: string
  rows: number
  ready: number
  errors: { line: number; column: string; detail: string }[]
  ignored_columns: string[]
}
const kinds = ['participants', 'organisations'] as const

/** A list from a file: first what would happen, line by line; then, if the person wants it, it happens. */
export function Import({ forum }: { forum: string }) {
  const { t } = useSpeech()
  const [kind, setKind] = useState<(typeof kinds)[number]>('participants')
  const preview = useMutation({
    mutationFn: async (file: File) => {
      const body = new FormData()
      body.append('file', file)
      return (await api.call<Preview>(`${at.sessions(forum)}/imports`, { method: 'POST', body, query: { kind }, timeoutMs: 120_000 })).body
    },
  })
  const apply = useWrite(forum, (id: string) => api.post<{ applied: number }>(`/api/sessions/imports/${id}/apply`), () => ({ participants: { all: true }, organisations: { all: true } }))
  const found = preview.data
  const restart = () => (preview.reset(), apply.reset())
  return (
    <details className="card">
      <summary>{t('import.title')}</summary>
      <div className="stack">
        <fieldset className="choices">
          <legend>{t('import.what')}</legend>
          {kinds.map((one) => (
            <label key={one}>
              <input type="radio" name="import-kind" checked={kind === one} onChange={() => (setKind(one), restart())} /> {t(`import.kind.${one}`)}
            </label>
          ))}
        </fieldset>
        <p className="soft">{t(`import.hint.${kind}`)}</p>
        <label className="button choose-file">
          {t('import.choose')}
          <input className="visually-hidden" type="file" accept=".csv,.xlsx" key={kind} onChange={({ target: { files } }) => (apply.reset(), files?.[0] && preview.mutate(files[0]))} />
        </label>
        {preview.isPending && <p role="status">{t('import.reading')}</p>}
        <Failure error={preview.error ?? apply.error} />
        {found && !apply.isSuccess && (
          <>
            <p role="status">{t('import.preview', { count: found.ready, rows: found.rows })}</p>
            {found.ignored_columns.length > 0 && <p className="soft">{t('import.ignored', { columns: found.ignored_columns.join(', ') })}</p>}
            {found.errors.length > 0 && (
              <ul className="rows">
                {found.errors.map(({ line, column, detail }, i) => (
                  <li key={i}>
                    <strong>{t('import.line', { line })}</strong> <code>{column}</code> <span className="grow">{detail}</span>
                  </li>
                ))}
              </ul>
            )}
            <div className="actions">
              <button className="button primary" disabled={!found.ready || apply.isPending} onClick={() => apply.mutate(found.id)}>{t('import.apply', { count: found.ready })}</button>
              <button className="button quiet" onClick={restart}>{t('cancel')}</button>
            </div>
          </>
        )}
        {apply.data && <p role="status">{t('import.done', { count: apply.data.applied })}</p>}
      </div>
    </details>
  )
}
