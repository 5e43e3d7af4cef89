import { lazy, Suspense, useId, useState } from 'react'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { nameOf } from '../place/nameOf.ts'
import { stepTo } from '../place/steps.ts'
import type { Round } from '../place/types.ts'
import { currentRound } from '../place/currentRound.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import './steps.css'

const Apart = lazy(() => import('../place/Apart.tsx'))

/** The step that is on: which of how many, its name, what to say and do, and the ways back and on. */
export function StepBar({ rounds, say }: { rounds: readonly Round[]; say: (text: string) => void }) {
  const tools = useTools()
  const { t, language } = useSpeech()
  const instructionId = useId()
  const apart = useLive(() => tools.store.fact('apart'), [tools.store])
  const round = currentRound(rounds)
  const [open, setOpen] = useState<{ id?: string; open: boolean }>({ open: false })
  if (!round) return null

  const index = rounds.indexOf(round)
  const running = round.state === 'running'
  const before = rounds[index - 1]
  const next = running ? rounds[index + 1] : round.state === 'planned' ? round : undefined
  const instruction = read(round.instruction, language)
  const question = read(round.question, language)
  // In a step in which nothing is typed the instruction is what the screen is for.
  const shown = open.id === round.id ? open.open : round.view === 'talk'
  const go = (to: Round) => () => {
    void stepTo(tools, to)
    say(t('step.now', { number: rounds.indexOf(to) + 1, title: nameOf(to, t, language) }))
  }

  return (
    <section className="step" aria-label={t('step.label')}>
      <div className="step-line">
        {before && (
          <button className="button" aria-label={t('step.backTo', { title: nameOf(before, t, language) })} onClick={go(before)}>
            <Arrow back />
          </button>
        )}
        <p className="step-name">
          <span className="step-number">{t('step.of', { number: index + 1, total: rounds.length })}</span> <b>{nameOf(round, t, language)}</b>
        </p>
        {instruction && (
          <button className="button quiet" aria-expanded={shown} aria-controls={instructionId} onClick={() => setOpen({ id: round.id, open: !shown })}>
            {t(shown ? 'step.hide' : 'step.show')}
          </button>
        )}
        {next && (
          <button className="button step-next" data-running={running} aria-label={t(running ? 'step.nextTo' : 'step.startOf', { title: nameOf(next, t, language) })} onClick={go(next)}>
            <span>{t(running ? 'step.next' : 'step.start')}</span> <Arrow />
          </button>
        )}
      </div>
      {question && <p className="question">{question}</p>}
      {shown && instruction && (
        <p className="step-instruction" id={instructionId}>
          {instruction}
        </p>
      )}
      <Suspense>{apart && <Apart there={rounds.find(({ id }) => id === apart.running)} here={round} />}</Suspense>
    </section>
  )
}

function Arrow({ back }: { back?: boolean }) {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={back ? 'M12.5 4 6.5 10l6 6' : 'M7.5 4l6 6-6 6'} />
    </svg>
  )
}
