import { about, languages } from '../core/languages.ts'
import { useSpeech } from './language.tsx'

export function LanguageChoice() {
  const { language, setLanguage, t } = useSpeech()
  return (
    <div className="switch" role="radiogroup" aria-label={t('language.choose')}>
      {languages.map((code) => (
        <label key={code}>
          <input type="radio" name="interface-language" checked={language === code} onChange={() => setLanguage(code)} />
          <span lang={code}>{about(code).name}</span>
        </label>
      ))}
    </div>
  )
}
