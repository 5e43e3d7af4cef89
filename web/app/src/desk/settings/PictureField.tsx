import { useState } from 'react'
import { useSpeech } from '../../ui/language.tsx'

interface Props {
  id: string
  disabled: boolean
  value: string
  onChange: (value: string) => void
  'aria-describedby': string
}

/** A small picture, kept in the setting itself. What is too large is said at once, not after sending it. */
export function PictureField({ value, onChange, ...field }: Props) {
  const { t } = useSpeech()
  const [tooLarge, setTooLarge] = useState(false)
  function choose(file: File | undefined) {
    setTooLarge(Boolean(file && file.size > 256 * 1024))
    if (!file || file.size > 256 * 1024) return
    const reader = new FileReader()
    reader.onload = () => onChange(String(reader.result))
    reader.readAsDataURL(file)
  }
  return (
    <div className="stack">
      {value && (
        <span className="colour">
          <img className="logo-preview" src={value} alt={t('settings.picture')} />
          <button className="button quiet" type="button" disabled={field.disabled} onClick={() => onChange('')}>{t('settings.removePicture')}</button>
        </span>
      )}
      <input {...field} className="field" type="file" accept="image/png,image/jpeg" onChange={({ target }) => choose(target.files?.[0])} />
      {tooLarge && <p className="failure" role="alert">{t('settings.pictureTooLarge')}</p>}
    </div>
  )
}
