import { languages } from '../core/i18n.ts'
import { useSpeech } from './language.tsx'

const own = { kk: 'Қазақша', ru: 'Русский', en: 'English' } as const // a language is named in itself

export function LanguageChoice() {
  const { language, setLanguage, t } = useSpeech()
  return (
    <div className="switch" role="radiogroup" aria-label={t('language.choose')}>
      {languages.map((code) => (
        <label key={code}>
          <input type="radio" name="interface-language" checked={language === code} onChange={() => setLanguage(code)} />
          <span lang={code}>{own[code]}</span>
        </label>
      ))}
    </div>
  )
}
