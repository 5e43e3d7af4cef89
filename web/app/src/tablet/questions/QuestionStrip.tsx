import { useEffect, useRef } from 'react'
import { isOpen } from './isOpen.ts'
import type { ViewProps } from '../noun.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { Question } from './Question.tsx'
import { useAside } from '../aside/words.ts'
import '../aside/aside.css'

/** What the secretariat asks now, above the list: the oldest first, one at a time, and never over what is being typed. */
export default function QuestionStrip({ context, lines, say }: ViewProps) {
  const sessionId = context.session.id
  const { store } = useTools()
  const { t } = useAside()
  const open = (useLive(() => store.clarifications.where('session_id').equals(sessionId).sortBy('id'), [store, sessionId]) ?? []).filter(isOpen)
  const told = useRef<string>(undefined)
  const [first] = open
  useEffect(() => {
    if (!first || told.current === first.id) return
    told.current = first.id
    say(t('ask.said', { text: first.text }))
  })
  if (!first) return null
  return (
    <aside className="strip asked" aria-label={t('ask.title')}>
      <Question key={first.id} asked={first} line={lines.find(({ id }) => id === first.suggestion_id)} />
      {open.length > 1 && <p className="more">{t('ask.more', { count: open.length - 1 })}</p>}
    </aside>
  )
}
