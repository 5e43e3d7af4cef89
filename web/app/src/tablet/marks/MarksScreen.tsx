import { type ComponentType, useEffect } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { useTools } from '../tools.ts'
import type { ViewProps } from '../noun.ts'
import { withTexts } from '../withTexts.tsx'
import { Agreement } from './Agreement.tsx'
import { Dots } from './Dots.tsx'
import './marks.css'
import { Matrix } from './Matrix.tsx'
import { Ranks } from './Ranks.tsx'
import { refresh } from './told.ts'
import { useMarking, type MarkingProps } from './useMarking.ts'
import { type MarkView, views } from './views.ts'

const screens: Record<MarkView, ComponentType<MarkingProps>> = { dots: Dots, ranks: Ranks, matrix: Matrix, agreement: Agreement }

/** How the group weighs its suggestions. The method is the step's, and the facilitator may take another at any time. */
function MarksScreen(props: ViewProps) {
  const { store, api } = useTools()
  const { t } = useSpeech()
  const marking = useMarking(props)
  const { sheet } = marking
  const { forum, session, round } = sheet

  // What was marked before this tablet came, if there is a network; the live stream tells the rest.
  useEffect(() => void refresh(store, api, { forum, session, round }).catch(() => {}), [store, api, forum, session, round])

  const name = props.view as MarkView
  const View = screens[name]
  return (
    <div className="view marks" tabIndex={-1}>
      <nav className="methods" aria-label={t('marks.methods')}>
        {views.map((view) => (
          <a key={view} href={`#${view}`} aria-current={view === name ? 'true' : undefined}>
            {t(`marks.${view}`)}
          </a>
        ))}
      </nav>
      {marking.ready && marking.ideas.length === 0 ? <p className="hint">{t('marks.noIdeas')}</p> : marking.ready && <View {...marking} />}
    </div>
  )
}

export default withTexts('marks', MarksScreen)
