import { useRef } from 'react'
import { official, read } from '../../core/i18n.ts'
import { uuidv7 } from '../../core/uuid.ts'
import { LimitedInput } from '../../ui/Limited.tsx'
import { useSpeech } from '../../ui/language.tsx'
import { useThemeSets } from './regions.ts'

/** A theme that a forum will begin with. */
export interface ThemeRow {
  id: string
  key: string // '': made of its title
  title: { kk?: string; ru?: string; [language: string]: string | undefined }
  earlier_theme_id?: string
}

export const emptyTheme = (): ThemeRow => ({ id: uuidv7(), key: '', title: { kk: '', ru: '' } })
export const isTheme = ({ title }: ThemeRow): boolean => Boolean(title.kk?.trim() || title.ru?.trim())

/** The themes of a new forum: from sets that forums often have, or typed, in Kazakh and Russian. */
export function ThemeRows({ value, onChange }: { value: ThemeRow[]; onChange: (value: ThemeRow[]) => void }) {
  const { t, language } = useSpeech()
  const sets = useThemeSets().data ?? []
  const add = useRef<HTMLButtonElement>(null)
  const change = (id: string, code: string, words: string) => onChange(value.map((one) => (one.id === id ? { ...one, title: { ...one.title, [code]: words } } : one)))
  function remove(id: string) {
    onChange(value.filter((one) => one.id !== id))
    add.current?.focus()
  }
  return (
    <fieldset className="theme-rows stack">
      <legend>{t('forum.themes')}</legend>
      <div className="actions">
        {sets.map((set) => {
          const missing = set.themes.filter(({ key }) => !value.some((one) => one.key === key))
          return (
            <button key={set.key} type="button" className="button" disabled={!missing.length}
              onClick={() => onChange([...value.filter(isTheme), ...missing.map(({ key, title }) => ({ id: uuidv7(), key, title }))])}>
              {read(set.title, language)}
            </button>
          )
        })}
      </div>
      {value.length > 0 && (
        <ol className="stack tight">
          {value.map((one, i) => (
            <li key={one.id} className="theme-row">
              {official.map((code) => (
                <LimitedInput key={code} className="field" lang={code} limit={300} aria-label={`${t('forum.theme', { number: i + 1 })} · ${t(`text.${code}`)}`} placeholder={t(`text.${code}`)}
                  value={one.title[code] ?? ''} onChange={({ target }) => change(one.id, code, target.value)} />
              ))}
              <button type="button" className="button quiet" aria-label={t('forum.removeTheme', { number: i + 1 })} onClick={() => remove(one.id)}>×</button>
            </li>
          ))}
        </ol>
      )}
      <div className="actions">
        <button ref={add} type="button" className="button" onClick={() => onChange([...value, emptyTheme()])}>{t('forum.addTheme')}</button>
      </div>
    </fieldset>
  )
}
