import { Tags } from '../../ui/Tags.tsx'
import { toField } from '../capture/toField.ts'
import { choose, tryAgain } from '../store/settle.ts'
import type { Line } from '../store/types.ts'
import { useTools } from '../tools.ts'
import { useAside } from './words.ts'

/** What a person has to settle about a line: which of two wordings stays, or what becomes of one that was refused. */
export default function Unsettled({ line }: { line: Line }) {
  return (
    <>
      {line.newer && <TwoWordings line={line} />}
      {line.state === 'stuck' && !line.withdrawn && <Refused line={line} />}
    </>
  )
}

/** Two people worded one line. Both wordings are shown and a person chooses; nothing is overwritten silently. */
function TwoWordings({ line }: { line: Line }) {
  const { store } = useTools()
  const { t } = useAside()
  return (
    <fieldset className="wordings">
      <legend>{t('unsettled.newerTitle')}</legend>
      <div>
        <h2>{t('unsettled.ours')}</h2>
        <p lang={line.language}>{line.text}</p>
        <Tags tags={line.tags} />
        <button className="button" onClick={() => void choose(store, line.id, 'ours').then(toField)}>
          {t('unsettled.keepOurs')}
        </button>
      </div>
      <div>
        <h2>{t('unsettled.theirs')}</h2>
        <p lang={line.newer!.language}>{line.newer!.text}</p>
        <Tags tags={line.newer!.tags} />
        <button className="button" onClick={() => void choose(store, line.id, 'theirs').then(toField)}>
          {t('unsettled.keepTheirs')}
        </button>
      </div>
    </fieldset>
  )
}

function Refused({ line }: { line: Line }) {
  const { store } = useTools()
  const { t } = useAside()
  const conflict = line.problem?.code === 'conflict'
  return (
    <div className="trouble">
      <p>{conflict ? t('unsettled.conflict') : line.problem?.detail}</p>
      <button className="button" onClick={() => void tryAgain(store, line.id).then(toField)}>
        {t(conflict ? 'unsettled.asNew' : 'unsettled.again')}
      </button>
    </div>
  )
}
