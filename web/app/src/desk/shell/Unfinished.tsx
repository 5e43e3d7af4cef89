import { useSpeech } from '../../ui/language.tsx'

/** Beside the name of a button whose form has words in it that were not saved. */
export function Unfinished() {
  const { t } = useSpeech()
  return <span className="unfinished"> · {t('draft.unfinished')}</span>
}
