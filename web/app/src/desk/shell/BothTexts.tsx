import { languages, read, type Text } from '../../core/i18n.ts'
import { useSpeech } from '../../ui/language.tsx'

/** A text in the reader's language, and under it the other of Kazakh and Russian: both are the text. */
export function BothTexts({ text, large }: { text: Text; large?: boolean }) {
  const { language } = useSpeech()
  const first = read(text, language)
  const spoken = languages.find((code) => text[code] === first)
  const other = spoken === 'ru' ? 'kk' : 'ru'
  return (
    <>
      <p className={large ? 'words large' : 'words'} lang={spoken}>{first}</p>
      {text[other] && spoken !== other && <p className="words soft" lang={other}>{text[other]}</p>}
    </>
  )
}
