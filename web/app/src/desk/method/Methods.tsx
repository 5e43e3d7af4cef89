import { useState } from 'react'
import type { Method, Round } from '../../core/contract/sessions.d.ts'
import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { at, useWrite } from '../data.ts'
import { useDone } from '../shell/Done.tsx'
import { Failure } from '../shell/Failure.tsx'
import { api } from '../staff.ts'
import { Timeline } from './Timeline.tsx'
import { begun } from './types.ts'

interface Props {
  forum: string
  session: string
  methods: readonly Method[]
  rounds: readonly Round[]
}

/** The methods to choose from. Once there is a plan they are folded away, and once it has begun there is no other one. */
export function Methods({ forum, session, methods, rounds }: Props) {
  const { t, language } = useSpeech()
  const done = useDone()
  const choose = useWrite(forum, (body: { method: string; replace: boolean }) => api.post(`${at.session(forum, session)}/plan`, body))
  if (begun(rounds)) return null
  const cards = (
    <>
      <Failure error={choose.error} />
      <ul className="cards grid">
        {methods.map((method) => (
          <MethodCard key={method.key} method={method} replaces={rounds.length} busy={choose.isPending}
            onChoose={() => choose.mutate({ method: method.key, replace: rounds.length > 0 }, { onSuccess: () => done(t('done.planned', { title: read(method.title, language) })) })} />
        ))}
      </ul>
    </>
  )
  if (!rounds.length) return cards
  return (
    <details className="other-methods" key={rounds[0]?.id}>
      <summary>{t('method.other')}</summary>
      {cards}
    </details>
  )
}

function MethodCard({ method, replaces, busy, onChoose }: { method: Method; replaces: number; busy: boolean; onChoose: () => void }) {
  const { t, language } = useSpeech()
  const [asking, ask] = useState(false)
  const { least, most } = method.people
  const title = read(method.title, language)
  return (
    <li className="card">
      <h2 className="words">{title}</h2>
      <p className="soft">{t('method.minutes', { count: method.minutes })} · {t('method.people', { least: String(least), most: String(most) })}</p>
      <Timeline steps={method.steps} />
      <p>{read(method.about, language)}</p>
      <details>
        <summary>{t('method.rounds', { count: method.steps.length })}</summary>
        <ol className="step-names">
          {method.steps.map((step, index) => (
            <li key={index}>{read(step.title, language)} <span className="soft">{t('method.minutes', { count: Math.round(step.seconds / 60) })}</span></li>
          ))}
        </ol>
      </details>
      <div className="actions">
        {asking && <p role="status">{t('method.replaces', { count: replaces })}</p>}
        <button className="button primary" disabled={busy} onClick={() => (replaces && !asking ? ask(true) : onChoose())}>
          {t(asking ? 'method.replace' : 'method.choose')} <span className="visually-hidden">{title}</span>
        </button>
        {asking && <button className="button quiet" onClick={() => ask(false)}>{t('cancel')}</button>}
      </div>
    </li>
  )
}
