import { lazy, memo, Suspense } from 'react'
import { useSpeech } from '../../ui/language.tsx'
import { Tags } from '../../ui/Tags.tsx'
import { Offered } from '../NotNow.tsx'
import { asTyped } from '../lines/tags.ts'
import type { Clarification } from '../questions/types.ts'
import type { Line } from '../lines/types.ts'
import type { Round } from '../place/types.ts'
import { restore } from '../lines/verbs.ts'
import { useTools } from '../tools.ts'
import { useLive } from '../useLive.ts'
import { LineEditor } from './LineEditor.tsx'
import { toField } from './toField.ts'

const LineQuestions = lazy(() => import('../questions/LineQuestions.tsx'))
const Unsettled = lazy(() => import('../aside/Unsettled.tsx'))

export interface RowProps {
  line: Line
  /** The name of whose words it is, as far as this tablet knows it. */
  author?: string
  asked?: readonly Clarification[]
  number: number
  round?: Round | undefined
  editing: boolean
  setEditing: (id: string | undefined) => void
  say: (text: string) => void
}

/** One line. What is read again is a fresh object, so rows compare what they show: one new line draws one row. */
export const LineRow = memo(Row, (a, b) => a.number === b.number && a.editing === b.editing && (!a.editing || a.round === b.round) && (same(a, b) || looks(a) === looks(b)))

const same = (a: RowProps, b: RowProps) => a.line === b.line && a.author === b.author && a.asked === b.asked

function looks({ line, author, asked = [] }: RowProps): string {
  const questions = asked.map(({ id, version, own }) => [id, version, own?.text])
  const { language, state, withdrawn, parked, server, newer, problem } = line
  return [asTyped(line), language, state, withdrawn, parked, server?.number, server?.version, newer && asTyped(newer), problem?.code, author, ...questions].join('\u0000')
}

function Row({ line, author, asked = [], number, round, editing, setEditing, say }: RowProps) {
  const { store } = useTools()
  const { t } = useSpeech()
  if (editing) {
    return (
      <li className="line editing" data-id={line.id} aria-posinset={number} aria-setsize={-1}>
        <span className="number">{number}</span>
        <Edit line={line} round={round} setEditing={setEditing} say={say} />
      </li>
    )
  }
  return (
    <li className="line" data-state={line.withdrawn ? 'withdrawn' : line.state} data-id={line.id} aria-posinset={number} aria-setsize={-1}>
      <span className="number">{number}</span>
      {line.withdrawn ? (
        <s className="text" lang={line.language}>
          {(needsPerson(line) && line.server ? line.server : line).text}
        </s>
      ) : line.state === 'unwritten' ? (
        <span className="text" lang={line.language}>
          {line.text}
        </span>
      ) : (
        <button className="text" lang={line.language} aria-label={t('line.edit', { text: line.text })} onClick={() => setEditing(line.id)}>
          {line.text}
        </button>
      )}
      <div className="mark">
        <p>{[author, markOf(line, t)].filter(Boolean).join(' · ')}</p>
        {line.withdrawn && !needsPerson(line) && (
          <button className="button quiet" onClick={() => void restore(store, line.id).then(() => (toField(), say(t('said.undone'))))}>
            {t('line.restore')}
          </button>
        )}
      </div>
      <Tags tags={line.tags} />
      {needsPerson(line) && <Suspense>{<Unsettled line={line} />}</Suspense>}
      {asked.length > 0 && <Suspense>{<LineQuestions asked={asked} />}</Suspense>}
    </li>
  )
}

/** An edit that was begun stays open when the step changes under it. */
function Edit({ line, round, setEditing, say }: Omit<RowProps, 'number' | 'editing'>) {
  const { store } = useTools()
  const begun = useLive(async () => (await store.own('edit', line.session_id))?.line_id ?? '', [store, line.session_id])
  if (begun === undefined) return null
  return (
    <Offered round={round} offer="reword" already={begun === line.id}>
      <LineEditor line={line} open={() => setEditing(line.id)} close={() => setEditing(undefined)} say={say} />
    </Offered>
  )
}

/** Two wordings, or a refusal: nothing goes on with this line by itself. */
export function needsPerson(line: Line): boolean {
  return line.state === 'stuck' || Boolean(line.newer)
}

function markOf(line: Line, t: ReturnType<typeof useSpeech>['t']): string {
  const marks = [
    line.withdrawn ? t('line.withdrawn') : t(`line.${line.state}`, { number: String(line.server?.number ?? '') }),
    line.parked && t('line.parked'),
    asTyped(line) !== asTyped(line.said) && t('line.edited'),
    line.device_counter === 0 && line.state !== 'unwritten' && t('line.other'),
  ]
  return marks.filter(Boolean).join(' · ')
}
