import type { Round } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { useOpenForm } from '../shell/useDraft.ts'
import { api } from '../staff.ts'
import { EditStep } from './EditStep.tsx'
import { StepRow } from './StepRow.tsx'
import { Timeline } from './Timeline.tsx'
import { begun, stepOf } from './types.ts'

interface Props {
  forum: string
  session: string
  rounds: readonly Round[]
  planner: boolean
}

/** The plan as a line of minutes and as a list; who plans edits it in place. Nothing is asked before: each act is undone. */
export function PlanEditor({ forum, session, rounds, planner }: Props) {
  const { t, language } = useSpeech()
  const [adding, add] = useOpenForm(`session/${session}`, ['round'])
  const done = useDone()
  const path = `${at.session(forum, session)}/rounds` as const
  const write = useWrite(forum, (work: () => Promise<unknown>) => work())
  const first = begun(rounds) + 1

  function move(round: Round, by: number) {
    const to = rounds[rounds.indexOf(round) + by]?.number
    if (round.state !== 'planned' || to === undefined || to < first) return
    write.mutate(() => api.patch(`${path}/${round.id}`, { number: to }), {
      onSuccess: () => done(t('method.moved', { title: read(round.title, language), number: String(to) }), () => write.mutateAsync(() => api.patch(`${path}/${round.id}`, { number: round.number }))),
    })
  }
  function remove(round: Round) {
    const title = read(round.title, language) || read(round.question, language)
    write.mutate(() => api.delete(`${path}/${round.id}`), {
      onSuccess: () =>
        done(t('method.removed', { title }), () =>
          write.mutateAsync(() => api.post(path, { id: uuidv7(), number: round.number >= first ? round.number : 0, ...stepOf(round) })),
        ),
    })
  }

  return (
    <section className="plan-editor" aria-label={t('method.plan')}>
      <Timeline steps={rounds} />
      <Failure error={write.error} />
      <ol className="plan-steps">
        {rounds.map((round, index) => (
          <PlannedStep key={round.id} forum={forum} session={session} round={round} place={index + 1} editable={planner && round.state === 'planned'}
            busy={write.isPending} mayRise={Number(rounds[index - 1]?.number) >= first} maySink={index < rounds.length - 1}
            onMove={(by) => move(round, by)} onRemove={() => remove(round)} />
        ))}
      </ol>
      {planner && !adding && (
        <div className="actions">
          <button className="button" onClick={() => add('round')}>{t('method.add')}</button>
        </div>
      )}
      {adding && (
        <div className="card">
          <EditStep forum={forum} session={session} onDone={() => add(undefined)} />
        </div>
      )}
    </section>
  )
}

type Planned = Omit<Parameters<typeof StepRow>[0], 'onEdit'> & { forum: string; session: string }

/** A round of the plan, or its form. */
function PlannedStep({ forum, session, ...row }: Planned) {
  const [open, setOpen] = useOpenForm(`round/${row.round.id}`, ['edit'])
  if (!open) return <StepRow {...row} onEdit={() => setOpen('edit')} />
  return (
    <li className="card">
      <EditStep forum={forum} session={session} round={row.round} onDone={() => setOpen(undefined)} />
    </li>
  )
}
