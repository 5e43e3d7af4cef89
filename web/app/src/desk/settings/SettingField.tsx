import { useId } from 'react'
import { read } from '../../core/i18n.ts'
import { about, languages as all, official } from '../../core/languages.ts'
import { useSpeech } from '../../ui/language.tsx'
import { TimeZone } from '../shell/TimeZone.tsx'
import { PictureField } from './PictureField.tsx'
import type { Setting } from './settings.ts'

interface Props {
  setting: Setting
  value: unknown
  onChange: (value: unknown) => void
}

/** The field of one setting, by its kind; its title is the label, its reason stands below. */
export function SettingField({ setting, value, onChange }: Props) {
  const { t, language } = useSpeech()
  const id = useId()
  const title = read(setting.title, language)
  const reason = `${id}-reason`
  const common = { id, className: 'field', disabled: Boolean(setting.fixed_by), 'aria-describedby': reason }
  const text = typeof value === 'string' ? value : ''
  const field = () => {
    switch (setting.kind) {
      case 'number':
        return <input {...common} type="number" inputMode="numeric" min={setting.least} max={setting.most} step={1} required value={String(value)} onChange={({ target }) => onChange(target.value === '' ? '' : Number(target.value))} />
      case 'choice':
        return (
          <select {...common} value={text} onChange={({ target }) => onChange(target.value)}>
            {setting.choices.map((one) => <option key={one} value={one}>{t(`settings.choice.${one}`)}</option>)}
          </select>
        )
      case 'secret':
        return <input {...common} type="password" autoComplete="new-password" placeholder={setting.is_set ? t('settings.secretSet') : ''} value={text} onChange={({ target }) => onChange(target.value)} />
      case 'colour':
        return (
          <span className="colour">
            <input {...common} type="color" className="swatch" value={text || ours()} onChange={({ target }) => onChange(target.value)} />
            <span>{text || t('settings.ours')}</span>
            {text && <button className="button quiet" type="button" disabled={common.disabled} onClick={() => onChange('')}>{t('settings.toOurs')}</button>}
          </span>
        )
      case 'picture':
        return <PictureField {...common} value={text} onChange={onChange} />
      default:
        return <input {...common} value={text} maxLength={Math.max(setting.most, 200)} autoCapitalize="none" spellCheck={false} onChange={({ target }) => onChange(target.value)} />
    }
  }
  if (setting.kind === 'words' || setting.kind === 'languages')
    return (
      <fieldset className="setting" aria-describedby={reason} disabled={common.disabled}>
        <legend>{title}</legend>
        {setting.kind === 'words' ? <WordsFields value={value as Record<string, string>} onChange={onChange} /> : <LanguageBoxes value={value as string[]} onChange={onChange} />}
        <Reason id={reason} setting={setting} />
      </fieldset>
    )
  if (setting.kind === 'zone')
    return (
      <fieldset className="setting" disabled={common.disabled}>
        <TimeZone label={title} name={setting.key} value={text} onChange={onChange} />
        <Reason id={reason} setting={setting} />
      </fieldset>
    )
  return (
    <div className="setting">
      <label htmlFor={id}>{title}</label>
      {field()}
      <Reason id={reason} setting={setting} />
    </div>
  )
}

const ours = () => getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()

function Reason({ id, setting }: { id: string; setting: Setting }) {
  const { t, language } = useSpeech()
  return (
    <p className="soft small" id={id}>
      {read(setting.reason, language)}
      {setting.fixed_by && <> <strong>{t('settings.fixedBy', { variable: setting.fixed_by })}</strong></>}
    </p>
  )
}

function WordsFields({ value, onChange }: { value: Record<string, string>; onChange: (value: unknown) => void }) {
  const { t } = useSpeech()
  return (
    <div className="columns">
      {official.map((code) => (
        <label key={code}>
          {t(`text.${code}`)}
          <input className="field" lang={code} maxLength={300} value={value[code] ?? ''} onChange={({ target }) => {
            const { [code]: _, ...rest } = value
            onChange(target.value ? { ...rest, [code]: target.value } : rest)
          }} />
        </label>
      ))}
    </div>
  )
}

function LanguageBoxes({ value, onChange }: { value: string[]; onChange: (value: unknown) => void }) {
  return (
    <div className="actions">
      {all.map((code) => (
        <label className="check" key={code} lang={code}>
          <input type="checkbox" checked={value.includes(code)} disabled={code === official[0]} onChange={({ target }) => onChange(all.filter((one) => (one === code ? target.checked : value.includes(one))))} />{' '}
          {about(code).name}
        </label>
      ))}
    </div>
  )
}
