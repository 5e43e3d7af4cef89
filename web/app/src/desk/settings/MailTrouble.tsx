import { read } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'
import { useMail } from './settings.ts'

/** Says that letters wait, and what of the settings has to be entered anew. */
export function MailTrouble() {
  const { t, language } = useSpeech()
  const why = read(useMail().data?.trouble, language)
  return (
    <div role="status">
      {why && (
        <div className="failure">
          <p>{t('settings.mailTrouble')}</p>
          <p>{why}</p>
        </div>
      )}
    </div>
  )
}
