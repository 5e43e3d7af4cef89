import { useSpeech } from '../../ui/language.tsx'
import type { Line } from '../store/types.ts'
import { choose } from '../store/verbs.ts'
import { useTools } from '../tools.ts'

/** Two people worded one line. Both wordings are shown and a person chooses; nothing is overwritten silently. */
export function TwoWordings({ line }: { line: Line }) {
  const { store } = useTools()
  const { t } = useSpeech()
  return (
    <fieldset className="wordings">
      <legend>{t('line.newerTitle')}</legend>
      <div>
        <h2>{t('line.ours')}</h2>
        <p lang={line.language}>{line.text}</p>
        <button className="button" onClick={() => void choose(store, line.id, 'ours')}>
          {t('line.keepOurs')}
        </button>
      </div>
      <div>
        <h2>{t('line.theirs')}</h2>
        <p lang={line.newer!.language}>{line.newer!.text}</p>
        <button className="button" onClick={() => void choose(store, line.id, 'theirs')}>
          {t('line.keepTheirs')}
        </button>
      </div>
    </fieldset>
  )
}
