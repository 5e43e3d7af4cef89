import type { ReactNode } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { at } from '../data.ts'
import { FileField } from '../intake/FileField.tsx'
import { Busy, Found } from '../intake/Found.tsx'
import { patience, useIntake } from '../intake/useIntake.ts'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'

/** A list from a file: first what would happen, line by line; then, if the person wants it, it happens. `children` is what is chosen before. */
export function Import({ forum, kind, children }: { forum: string; kind: 'participants' | 'organisations'; children?: ReactNode }) {
  const { t } = useSpeech()
  const intake = useIntake(forum, {
    reads: (file, query: { kind: typeof kind }) => api.post(`${at.sessions(forum)}/imports`, file, { query, ...patience }),
    applies: (id, leave_out) => api.post(`/api/sessions/imports/${id}/apply`, { leave_out }, patience),
    changes: { participants: { all: true }, organisations: { all: true } },
  })
  const { found, applied, reading, storing } = intake
  return (
    <details className="card">
      <summary>{t('import.title')}</summary>
      <div className="stack">
        <p className="soft">{t(`import.hint.${kind}`)}</p>
        {children}
        {forum && <FileField busy={reading || storing} onFile={(file) => intake.read(file, { kind })} />}
        {reading && <Busy label={t('import.reading')} />}
        <Failure error={intake.error} />
        {found && <Found key={found.id} found={found} busy={storing} onApply={(leaveOut) => intake.apply(leaveOut)} onCancel={intake.restart} />}
        {applied && <p role="status">{t('import.done', { count: applied.applied })}</p>}
      </div>
    </details>
  )
}
