import { Tags } from '../../ui/Tags.tsx'
import { toField } from '../capture/toField.ts'
import { choose, isGone, letStand, otherwiseThere, tryAgain } from '../lines/settle.ts'
import type { Line } from '../lines/types.ts'
import { useTools } from '../tools.ts'
import { useAside } from './words.ts'

/** What a person has to settle about a line: which of two wordings stays, or what becomes of one that was refused. */
export default function Unsettled({ line }: { line: Line }) {
  return (
    <>
      {line.newer && <TwoWordings line={line} />}
      {line.state === 'stuck' && !line.newer && <Refused line={line} />}
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

/** Why it was refused, what the server has, and what would be sent: "again" sends nothing that is not seen here. */
function Refused({ line }: { line: Line }) {
  const { store } = useTools()
  const { t } = useAside()
  const conflict = line.problem?.code === 'conflict'
  const theirs = otherwiseThere(line)
  const gone = Boolean(theirs) && isGone(line)
  return (
    <fieldset className="wordings">
      <legend>{conflict ? t('unsettled.conflict') : gone ? t('unsettled.gone') : line.problem?.detail}</legend>
      <div>
        <h2>{t('unsettled.sends')}</h2>
        <p lang={line.language}>{line.text}</p>
        <Tags tags={line.tags} />
        <button className="button" onClick={() => void tryAgain(store, line.id).then(toField)}>
          {t(conflict ? 'unsettled.asNew' : gone ? 'unsettled.bringBack' : 'unsettled.again')}
        </button>
      </div>
      {theirs && (
        <div>
          <h2>{t(gone ? 'unsettled.withdrawnThere' : 'unsettled.there')}</h2>
          <p lang={theirs.language}>{gone ? <s>{theirs.text}</s> : theirs.text}</p>
          <Tags tags={theirs.tags} />
          {!conflict && (
            <button className="button" onClick={() => void letStand(store, line.id).then(toField)}>
              {t(gone ? 'unsettled.leaveGone' : 'unsettled.leaveThere')}
            </button>
          )}
        </div>
      )}
    </fieldset>
  )
}
