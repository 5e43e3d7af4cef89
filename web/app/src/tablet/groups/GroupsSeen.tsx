import { useSpeech } from '../../ui/language.tsx'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import type { ViewProps } from '../noun.ts'
import { withTexts } from '../withTexts.tsx'
import { titleOf } from './GroupBox.tsx'
import { board } from './groups.ts'
import { rowsOf } from './keep.ts'
import './groups.css'

/** The groups as they lie, to read only. */
function GroupsSeen({ context, lines }: ViewProps) {
  const { store } = useTools()
  const { t } = useSpeech()
  const rows = useLive(() => rowsOf(store, context.session.id), [store, context.session.id]) ?? []
  const standing = lines.filter((line) => !line.withdrawn)
  const texts = new Map(standing.map((line) => [line.id, line]))
  const { groups } = board(rows, [...texts.keys()])
  return (
    <div className="view groups" tabIndex={0} role="region" aria-label={t('tab.groups')}>
      <div className="columns">
        {groups.map(({ id, title, cards }, i) => (
          <section key={id} className="group" data-group={id}>
            <header>
              <h2>{titleOf(title, i + 1, t)}</h2>
              <span className="count">{t('groups.cards', { count: cards.length })}</span>
            </header>
            <ul>
              {cards.map((card) => (
                <li key={card} className="seen" lang={texts.get(card)!.language}>
                  {texts.get(card)!.text}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  )
}

export default withTexts('groups', GroupsSeen)
