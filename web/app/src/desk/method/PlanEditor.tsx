import { useState } from 'react'
import { read } from '../../core/i18n.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useWrite } from '../data.ts'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'
import { StepForm } from './StepForm.tsx'
import { StepRow } from './StepRow.tsx'
import { Timeline } from './Timeline.tsx'
import { begun, type PlannedRound, type Step, stepOf } from './types.ts'

interface Props {
  forum: string
  path: string
  rounds: readonly PlannedRound[]
  planner: boolean
}

/** The plan as a line of minutes and as a list; who plans edits it in place. Nothing is asked before: removing is undone. */
export function PlanEditor({ forum, path, rounds, planner }: Props) {
  const { t, language } = useSpeech()
  const [open, setOpen] = useState<string>() // a round's id, or "new"
  const [removed, setRemoved] = useState<PlannedRound>()
  const [said, say] = useState('')
  const write = useWrite(forum, (work: () => Promise<unknown>) => work())
  const first = begun(rounds) + 1

  function move(round: PlannedRound, by: number) {
    const to = rounds[rounds.indexOf(round) + by]?.number
    if (round.state !== 'planned' || to === undefined || to < first) return
    write.mutate(() => api.patch(`${path}/rounds/${round.id}`, { number: to }), {
      onSuccess: () => say(t('method.moved', { title: read(round.title, language), number: String(to) })),
    })
  }
  function remove(round: PlannedRound) {
    write.mutate(() => api.delete(`${path}/rounds/${round.id}`), { onSuccess: () => setRemoved(round) })
  }
  function bringBack(round: PlannedRound) {
    const number = round.number >= first ? round.number : 0
    write.mutate(() => api.post(`${path}/rounds`, { id: uuidv7(), number, ...stepOf(round) }), { onSuccess: () => setRemoved(undefined) })
  }
  const save = (work: () => Promise<unknown>) => write.mutate(work, { onSuccess: () => setOpen(undefined) })
  const [newId, setNewId] = useState(uuidv7)
  const add = (step: Step) => save(() => api.post(`${path}/rounds`, { id: newId, ...step }))

  return (
    <section className="plan-editor" aria-label={t('method.plan')}>
      <Timeline steps={rounds} />
      <Failure error={write.error} />
      <ol className="plan-steps">
        {rounds.map((round, index) =>
          open === round.id ? (
            <li key={round.id} className="card">
              <StepForm step={round} busy={write.isPending} onCancel={() => setOpen(undefined)}
                onSave={(step) => save(() => api.patch(`${path}/rounds/${round.id}`, { ...step, version: round.version }))} />
            </li>
          ) : (
            <StepRow key={round.id} round={round} place={index + 1} editable={planner && round.state === 'planned'} busy={write.isPending}
              mayRise={Number(rounds[index - 1]?.number) >= first} maySink={index < rounds.length - 1}
              onMove={(by) => move(round, by)} onEdit={() => setOpen(round.id)} onRemove={() => remove(round)} />
          ),
        )}
      </ol>
      {removed && (
        <p className="removed" role="status">
          {t('method.removed', { title: read(removed.title, language) || read(removed.question, language) })}{' '}
          <button className="button" autoFocus disabled={write.isPending} onClick={() => bringBack(removed)}>{t('method.undo')}</button>
        </p>
      )}
      {planner && open !== 'new' && (
        <div className="actions">
          <button className="button" onClick={() => { setNewId(uuidv7()); setOpen('new') }}>{t('method.add')}</button>
        </div>
      )}
      {open === 'new' && (
        <div className="card">
          <StepForm busy={write.isPending} onCancel={() => setOpen(undefined)} onSave={add} />
        </div>
      )}
      <p className="visually-hidden" role="status">{said}</p>
    </section>
  )
}
