import { about, languages } from '../core/languages.ts'
import { useSpeech } from './language.tsx'

/** `offered`: those of the house that this installation shows; the one that is spoken is always among them. */
export function LanguageChoice({ offered = languages }: { offered?: readonly string[] }) {
  const { language, setLanguage, t } = useSpeech()
  return (
    <div className="switch" role="radiogroup" aria-label={t('language.choose')}>
      {languages.filter((code) => offered.includes(code) || code === language).map((code) => (
        <label key={code}>
          <input type="radio" name="interface-language" checked={language === code} onChange={() => setLanguage(code)} />
          <span lang={code}>{about(code).name}</span>
        </label>
      ))}
    </div>
  )
}
